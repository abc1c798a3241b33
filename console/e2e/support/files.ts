/** Count files as a user has them, with keys that no earlier run has used. */
import type { components } from '../../src/api/schema';

import type { Client } from './server';

type Schemas = components['schemas'];

export const STREAM = 'notifiable_cases';

/** First days of the months the tests report for: after the published series, before today. */
const MONTHS = [2021, 2022, 2023, 2024, 2025].flatMap((year) =>
  Array.from({ length: 12 }, (_, month) => `${year}-${String(month + 1).padStart(2, '0')}-01`),
);

/** Rare enough in the demonstration's data to be nobody's default view. */
const CONDITIONS = [
  { code: 'measles', name: '麻疹' },
  { code: 'mumps', name: '流行性腮腺炎' },
  { code: 'rubella', name: '风疹' },
  { code: 'scarlet', name: '猩红热' },
  { code: 'dengue', name: '登革热' },
] as const;

export interface Place {
  code: string;
  name: string;
}

/** A disease and months in a row of which nothing is known in a place. */
export interface Blank {
  place: Place;
  condition: { code: string; name: string };
  /** First days of the months. */
  months: string[];
}

/** Finds months that no count was ever reported for, so that a test may run again on the same database. */
export async function blankMonths(client: Client, place: Place, count: number): Promise<Blank> {
  const from = Math.floor(Math.random() * CONDITIONS.length);
  for (let step = 0; step < CONDITIONS.length; step += 1) {
    const condition = CONDITIONS[(from + step) % CONDITIONS.length] as (typeof CONDITIONS)[number];
    const { points } = await client.get<Schemas['SeriesView']>('/api/counts/series', {
      stream: STREAM,
      condition: condition.code,
      region: place.code,
      from: MONTHS[0] as string,
      to: MONTHS.at(-1) as string,
    });
    const taken = new Set(points.filter(({ value }) => value != null).map(({ day }) => day));
    for (let first = 0; first + count <= MONTHS.length; first += 1) {
      const months = MONTHS.slice(first, first + count);
      if (!months.some((month) => taken.has(month))) return { place, condition, months };
    }
  }
  throw new Error(`every month from ${MONTHS[0]} on has counts in ${place.name}; begin with a fresh database`);
}

export const HEADERS = ['监测流', '病种', '地区', '日期', '例数'];

export const csv = (rows: (string | number)[][]): string => `${rows.map((row) => row.join(',')).join('\r\n')}\r\n`;

/** A standard file: one count for each month. */
export const countsFile = ({ place, condition, months }: Blank, values: (number | string)[]): string =>
  csv([HEADERS, ...months.map((month, index) => [STREAM, condition.name, place.name, month, values[index] ?? ''])]);

/** The address of a page about what a file holds. */
export function scopeOf({ place, condition, months }: Blank): string {
  const to = months.at(-1) ?? '';
  return new URLSearchParams({
    area: place.code,
    from: months[0] ?? '',
    to: `${to.slice(0, 7)}-28`,
    stream: STREAM,
    condition: condition.code,
    stratum: 'all',
  }).toString();
}

/** Text in the Chinese national encoding, as spreadsheets in China save it. */
export function gb18030(text: string): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const pair = code < 0x80 ? [code] : pairs().get(character);
    if (!pair) throw new Error(`“${character}” is not among the two-byte characters of GB18030`);
    bytes.push(...pair);
  }
  return Uint8Array.from(bytes);
}

let known: Map<string, [number, number]> | undefined;

/** The two-byte part of GB18030, read off the decoder that Node has. */
function pairs() {
  if (known) return known;
  known = new Map();
  const decoder = new TextDecoder('gb18030');
  for (let lead = 0x81; lead <= 0xfe; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      if (trail === 0x7f) continue;
      const character = decoder.decode(Uint8Array.of(lead, trail));
      if (character.length === 1 && !known.has(character)) known.set(character, [lead, trail]);
    }
  }
  return known;
}

/** Splits a CSV file into its cells. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  for (const line of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    if (line === '') continue;
    const row = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)];
    rows.push(row.map(([, quoted, plain]) => (quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'))));
  }
  return rows;
}
