/** What the whole console looks at: an area, a time span and a subject, all held in the address. */
import type { NamedView } from '~/api/types';
import { type Day, isDay } from '~/format/day';

export interface Scope {
  area: string;
  from: Day;
  to: Day;
  stream: string;
  condition: string;
  stratum: string;
}

export const SCOPE_KEYS = ['area', 'from', 'to', 'stream', 'condition', 'stratum'] as const;

export function scopeOfView(view: NamedView): Scope {
  const { region, from, to, stream, condition, stratum } = view;
  return { area: region, from, to, stream, condition, stratum };
}

/** The view a newcomer meets: one about the account's own area, else the pack's first. */
export function defaultView(views: NamedView[], homeRegion: string): NamedView | undefined {
  return views.find((view) => view.region === homeRegion) ?? views[0];
}

/** Reads the scope from an address; what is missing or malformed comes from the fallback. */
export function readScope(search: URLSearchParams, fallback: Scope): Scope {
  const text = (key: keyof Scope) => search.get(key) || fallback[key];
  const day = (key: 'from' | 'to') => {
    const value = search.get(key);
    return isDay(value) ? value : fallback[key];
  };
  const scope: Scope = {
    area: text('area'),
    from: day('from'),
    to: day('to'),
    stream: text('stream'),
    condition: text('condition'),
    stratum: search.get('stratum') || (search.has('stream') ? 'all' : fallback.stratum),
  };
  return scope.from <= scope.to ? scope : { ...scope, from: scope.to, to: scope.from };
}

/** Writes a scope into an address, leaving a page's own parameters as they are. */
export function writeScope(search: URLSearchParams, scope: Scope): URLSearchParams {
  const next = new URLSearchParams(search);
  for (const key of SCOPE_KEYS) next.set(key, scope[key]);
  return next;
}

/** True when the address says everything a copied link must say. */
export const isComplete = (search: URLSearchParams) => SCOPE_KEYS.every((key) => search.get(key));
