/** People that tests register: nobody's name, telephones that no operator uses, and identity numbers of a sequence that registries hardly reach. */
import type { components } from '../../src/api/schema';

import { type Account, Client } from './server';

type Schemas = components['schemas'];

/** A village of the township whose doctor is among the demonstration's accounts, and a town of the same county outside of it. */
export const VILLAGE = '140902001002';
export const ELSEWHERE = '140902002';

/** Characters with the first letter of their reading. */
const GIVEN = [
  ['安', 'a'],
  ['波', 'b'],
  ['晨', 'c'],
  ['东', 'd'],
  ['芳', 'f'],
  ['光', 'g'],
  ['华', 'h'],
  ['佳', 'j'],
  ['康', 'k'],
  ['兰', 'l'],
  ['敏', 'm'],
  ['宁', 'n'],
  ['平', 'p'],
  ['青', 'q'],
  ['蓉', 'r'],
  ['松', 's'],
  ['涛', 't'],
  ['文', 'w'],
  ['欣', 'x'],
  ['洋', 'y'],
] as const;

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS = '10X98765432';

const below = (limit: number) => Math.floor(Math.random() * limit);
const digits = (count: number) => Array.from({ length: count }, () => below(10)).join('');
const pick = () => GIVEN[below(GIVEN.length)] as (typeof GIVEN)[number];

/** An identity number with the check character of GB 11643. */
function numberOf(birth: string, isMale: boolean): string {
  const body = `140902${birth.replaceAll('-', '')}${900 + below(49) * 2 + (isMale ? 1 : 0)}`;
  const sum = [...body].reduce((total, digit, index) => total + Number(digit) * (WEIGHTS[index] as number), 0);
  return body + (CHECKS[sum % 11] as string);
}

export interface Somebody {
  name: string;
  initials: string;
  birth: string;
  number: string;
  phone: string;
  house: string;
}

export function somebody(): Somebody {
  const [first, second] = [pick(), pick()];
  const birth = `${1940 + below(60)}-0${1 + below(9)}-1${below(10)}`;
  return {
    name: `佟${first[0]}${second[0]}`,
    initials: `t${first[1]}${second[1]}`,
    birth,
    number: numberOf(birth, true),
    phone: `100${digits(8)}`,
    house: `测试路 ${1 + below(999)} 号`,
  };
}

/** A record as its form would send it. */
export const inputOf = (person: Somebody, region = VILLAGE): Schemas['PersonInput'] => ({
  names: [{ kind: 'current', text: person.name }],
  sex: 'male',
  birth: { date: person.birth, precision: 'day' },
  documents: [{ kind: '01', number: person.number }],
  phones: [person.phone],
  current_address: { region, detail: person.house },
});

/** Registers somebody; answers with the record's id. */
export async function register(person: Somebody, { as = 'township', region = VILLAGE }: { as?: Account; region?: string } = {}): Promise<string> {
  const client = await Client.signIn(as);
  return (await client.post<Schemas['PersonRecorded']>('/api/persons', inputOf(person, region))).id;
}

/** Registers somebody a second time by less than is needed to be sure, so that the two wait to be looked at; answers with both ids. */
export async function registerTwice(person: Somebody): Promise<{ first: string; second: string; match: string }> {
  const client = await Client.signIn('township');
  const first = await register(person);
  const again: Schemas['PersonInput'] = {
    ...inputOf(person),
    birth: { date: `${person.birth.slice(0, 4)}-01-01`, precision: 'year' },
    documents: [],
    phones: [`100${digits(8)}`],
    current_address: { region: VILLAGE },
  };
  const second = await client.post<Schemas['PersonRecorded']>('/api/persons', again);
  const { items } = await client.get<Schemas['Page_PersonMatchView']>('/api/person-matches', { state: 'open', limit: 500 });
  const match = items.find(({ left, right }) => [left.id, right.id].includes(first));
  if (!match) throw new Error(`the second record of the same person was ${second.outcome}, not queued`);
  return { first, second: match.left.id === first ? match.right.id : match.left.id, match: match.id };
}
