import { useSearchParams } from 'react-router';

import { type Day, addDays, isDay } from '~/format/day';

import type { AuditFilter } from './queries';

export const AUDIT_KEYS = ['account', 'action', 'purpose', 'subject_kind', 'subject_id', 'since', 'until'] as const;
export type AuditKey = (typeof AUDIT_KEYS)[number];
export type AuditAsk = Partial<Record<AuditKey, string>>;

/** The instant a day begins in the whole country (UTC+8, without summer time since 1991). */
const dayBegins = (day: Day) => `${day}T00:00:00+08:00`;

/** What the server is asked: whole days, the last one included. */
export function filterOf({ since, until, ...rest }: AuditAsk): AuditFilter {
  return {
    ...rest,
    ...(isDay(since ?? null) ? { from: dayBegins(since as Day) } : {}),
    ...(isDay(until ?? null) ? { to: dayBegins(addDays(until as Day, 1)) } : {}),
  };
}

/** The filter as the address holds it. */
export function readAsk(search: URLSearchParams): AuditAsk {
  return Object.fromEntries(AUDIT_KEYS.flatMap((key) => (search.get(key) ? [[key, search.get(key)]] : []))) as AuditAsk;
}

export function useAuditFilter() {
  const [search, setSearch] = useSearchParams();
  const ask = readAsk(search);
  const setAsk = (change: Partial<Record<AuditKey, string | null>>) =>
    setSearch((current) => {
      const next = new URLSearchParams(current);
      for (const [key, value] of Object.entries(change)) {
        if (value) next.set(key, value);
        else next.delete(key);
      }
      return next;
    });
  return { ask, filter: filterOf(ask), setAsk };
}
