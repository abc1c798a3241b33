/** Addresses of exports that wait for an approval, so that the same file can be asked for again on this device. They hold areas, days and codes, nobody's name. */
import { ProblemError } from './problem';

const STORED = 'yufang.held-exports';
const KEPT_MAX = 50;

/** The id of the export that a refusal holds back until it is approved: the last word of what the server says. */
export function heldIn(error: unknown): string | undefined {
  if (!(error instanceof ProblemError) || error.code !== 'approval_required') return undefined;
  const told = error.problem.errors?.find(({ rule }) => rule === 'approval_required')?.message;
  return told?.trim().split(/\s+/).at(-1);
}

type Held = Record<string, string>;

function read(): Held {
  try {
    return JSON.parse(localStorage.getItem(STORED) ?? '{}') as Held;
  } catch {
    return {};
  }
}

/** Remembers where an export that was held came from; only the newest are kept. */
export function holdExport(id: string, address: string) {
  const entries = [...Object.entries(read()).filter(([known]) => known !== id), [id, address]] as [string, string][];
  localStorage.setItem(STORED, JSON.stringify(Object.fromEntries(entries.slice(-KEPT_MAX))));
}

/** The address that hands the approved file out; undefined where it was asked for on another device. */
export function heldExport(id: string): string | undefined {
  const address = read()[id];
  if (!address) return undefined;
  return `${address}${address.includes('?') ? '&' : '?'}approval=${encodeURIComponent(id)}`;
}
