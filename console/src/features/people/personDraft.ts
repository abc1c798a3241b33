import type { Person, PersonInput, Sex } from '~/api/types';

/** A row of a form; the key tells rows apart while they are typed in. */
export type Row<T> = T & { key: string };

export type NameKind = PersonInput['names'][number]['kind'];
export type BirthPrecision = NonNullable<PersonInput['birth']>['precision'];

export interface AddressDraft {
  region: string;
  grid: string;
  detail: string;
}

/** A person as they stand in the form. */
export interface PersonDraft {
  names: Row<{ kind: NameKind; text: string }>[];
  sex: Sex;
  birth: { date: string; precision: BirthPrecision };
  documents: Row<{ kind: string; number: string }>[];
  phones: Row<{ text: string }>[];
  ethnicity?: string;
  occupation?: string;
  current_address: AddressDraft;
  /** Absent where it is not known. */
  registered_address?: AddressDraft;
  died_on: string;
  /** What the form does not change and must not lose. */
  kept: Pick<PersonInput, 'family_doctor' | 'guardians' | 'household' | 'relation'>;
}

/** The resident identity card, which most people have. */
export const RESIDENT_CARD = '01';

export const row = <T>(value: T): Row<T> => ({ ...value, key: crypto.randomUUID() });

/** An empty form for somebody who lives in an area. */
export const newDraft = (region: string): PersonDraft => ({
  names: [row({ kind: 'current', text: '' })],
  sex: 'unknown',
  birth: { date: '', precision: 'day' },
  documents: [row({ kind: RESIDENT_CARD, number: '' })],
  phones: [row({ text: '' })],
  current_address: { region, grid: '', detail: '' },
  died_on: '',
  kept: {},
});

type AddressView = Person['current_address'];

const addressDraft = ({ region, grid, detail }: AddressView): AddressDraft => ({ region, grid: grid ?? '', detail: detail ?? '' });

/** The form of a person who is shown unmasked. */
export const draftOf = (person: Person): PersonDraft => ({
  names: person.names.map(({ kind, text }) => row({ kind, text })),
  sex: person.sex,
  birth: { date: person.birth.date ?? '', precision: person.birth.precision },
  documents: person.documents.map(({ kind, number }) => row({ kind, number })),
  phones: person.phones.map((text) => row({ text })),
  ethnicity: person.ethnicity?.code,
  occupation: person.occupation?.code,
  current_address: addressDraft(person.current_address),
  registered_address: person.registered_address ? addressDraft(person.registered_address) : undefined,
  died_on: person.died_on ?? '',
  kept: { family_doctor: person.family_doctor, guardians: person.guardians, household: person.household, relation: person.relation },
});

const addressOf = ({ region, grid, detail }: AddressDraft) => ({ region, grid: grid.trim() || null, detail: detail.trim() || null });

/** Rows in which nothing was typed are not sent; the rows that are, by their place in what is sent. */
export const filled = <T>(rows: Row<T>[], text: (row: T) => string): Row<T>[] => rows.filter((item) => text(item).trim() !== '');

export const namesOf = (draft: PersonDraft) => filled(draft.names, ({ text }) => text);
export const documentsOf = (draft: PersonDraft) => filled(draft.documents, ({ number }) => number);
export const phonesOf = (draft: PersonDraft) => filled(draft.phones, ({ text }) => text);

/** What is sent of a form. */
export function inputOf(draft: PersonDraft): PersonInput {
  const { date, precision } = draft.birth;
  return {
    ...draft.kept,
    names: namesOf(draft).map(({ kind, text }) => ({ kind, text: text.trim() })),
    sex: draft.sex,
    // A day that was not typed is not known; the server takes it from the card where there is one.
    birth: date ? { date, precision } : { date: null, precision: 'unknown' },
    documents: documentsOf(draft).map(({ kind, number }) => ({ kind, number: number.trim() })),
    phones: phonesOf(draft).map(({ text }) => text.trim()),
    ethnicity: draft.ethnicity ?? null,
    occupation: draft.occupation ?? null,
    current_address: addressOf(draft.current_address),
    registered_address: draft.registered_address ? addressOf(draft.registered_address) : null,
    died_on: draft.died_on || null,
  };
}
