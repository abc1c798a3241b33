import { useMutation } from '@tanstack/react-query';
import { useEffect } from 'react';

import type { Person } from '~/api/types';

import { type Purpose, identify } from './queries';

/** Identifiers left on a screen are covered again after this long. */
const SHOWN_MS = 5 * 60_000;

/** Identifiers asked for with a purpose: held by the page alone, covered again after a while and whenever the page is left. */
export function useIdentified(ids: string[]) {
  const show = useMutation({
    mutationFn: async (purpose: Purpose) => {
      const people = await Promise.all(ids.map((id) => identify(id, purpose)));
      return { purpose, people: new Map(people.map((person) => [person.id, person])) };
    },
    gcTime: 0,
  });
  const { reset, data } = show;

  useEffect(() => {
    if (!data) return;
    const timer = setTimeout(reset, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [data, reset]);

  return {
    show,
    hide: reset,
    purpose: data?.purpose,
    /** The readable person where it was asked for, else the masked one. */
    of: (person: Person): Person => data?.people.get(person.id) ?? person,
  };
}

export type Identified = ReturnType<typeof useIdentified>;
