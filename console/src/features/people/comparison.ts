import type { PersonMatch } from '~/api/types';

/** The fields compared, in the order people look at them. */
export const COMPARED = ['name', 'sex', 'birth_date', 'id_number', 'phone', 'address'] as const;
export type Compared = (typeof COMPARED)[number];

type Evidence = PersonMatch['evidence'][number];

export interface ComparedField {
  field: Compared;
  found?: Evidence;
  /** What it says: for one person, against, or nothing. */
  verdict: 'speaksFor' | 'speaksAgainst' | 'saysNothing';
}

/** The evidence field by field; a field nothing is known of says nothing. */
export function comparisonOf(evidence: Evidence[]): ComparedField[] {
  return COMPARED.map((field) => {
    const found = evidence.find((item) => item.field === field);
    const weight = found?.weight ?? 0;
    return { field, found, verdict: weight > 0 ? 'speaksFor' : weight < 0 ? 'speaksAgainst' : 'saysNothing' };
  });
}
