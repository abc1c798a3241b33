import { queryOptions } from '@tanstack/react-query';

import { ask } from '~/api/bridge';
import { queryString } from '~/api/download';
import type { Household, Page, Person, PersonMatch, PersonRevision, PersonRow, Sex } from '~/api/types';

/** Why identifiers are looked at; the server refuses those a role does not know. */
export const PURPOSES = ['treatment', 'follow_up', 'surveillance', 'investigation', 'quality', 'own_request'] as const;
export type Purpose = (typeof PURPOSES)[number];

export const MERGE_REASONS = ['same_document', 'confirmed_by_phone', 'confirmed_in_person', 'paper_record', 'other'] as const;
export const SPLIT_REASONS = ['wrong_merge', 'confirmed_by_phone', 'confirmed_in_person', 'paper_record', 'other'] as const;

export interface PeopleAsk {
  /** Whatever was typed: a name, initials, a number, a telephone, a day. Never part of an address. */
  q: string;
  region?: string;
  sex?: Sex;
}

/** People of one's areas: all of them, or those that fit what was typed. */
export const peopleOf =
  ({ q, region, sex }: PeopleAsk) =>
  (cursor: string | undefined) =>
    q
      ? ask<Page<PersonRow>>('POST', '/api/persons/search', { q, region, cursor, limit: 50 })
      : ask<Page<PersonRow>>('GET', `/api/persons?${queryString({ region, sex, cursor, limit: '50' })}`);

export const personQuery = (id: string) =>
  queryOptions({ queryKey: ['persons', 'one', id], queryFn: () => ask<Person>('GET', `/api/persons/${id}`) });

/** The same person with everything readable; the server records who looked and why. */
export const identify = (id: string, purpose: Purpose) => ask<Person>('POST', `/api/persons/${id}/identify`, {}, { 'X-Purpose': purpose });

export const revisionsOf = (id: string) => (cursor: string | undefined) =>
  ask<Page<PersonRevision>>('GET', `/api/persons/${id}/revisions?${queryString({ cursor, limit: '20' })}`);

export const householdQuery = (id: string) =>
  queryOptions({ queryKey: ['persons', 'household', id], queryFn: () => ask<Household>('GET', `/api/households/${id}`) });

export const merge = (person: string, member: string, reason: string) => ask<unknown>('POST', `/api/persons/${person}/merge`, { member, reason });
export const split = (person: string, member: string, reason: string) => ask<unknown>('POST', `/api/persons/${person}/split`, { member, reason });

export const MATCH_STATES = ['open', 'same', 'distinct'] as const satisfies readonly PersonMatch['state'][];

export const matchesOf = (state: PersonMatch['state']) => (cursor: string | undefined) =>
  ask<Page<PersonMatch>>('GET', `/api/person-matches?${queryString({ state, cursor, limit: '50' })}`);

export const matchQuery = (id: string) =>
  queryOptions({ queryKey: ['persons', 'match', id], queryFn: () => ask<PersonMatch>('GET', `/api/person-matches/${id}`) });

export const decideMatch = (id: string, decision: 'same' | 'distinct', reason: string, survivor?: string) =>
  ask<PersonMatch>('POST', `/api/person-matches/${id}/decide`, { decision, reason, survivor });

/** The least that is worth searching for. */
export const SEARCH_CHARACTERS_MIN = 2;

export const relationsQuery = queryOptions({
  queryKey: ['code-sets', 'family_relation'],
  queryFn: () => ask<{ code: string; name_zh: string; name_en: string }[]>('GET', '/api/code-sets/family_relation'),
  staleTime: Infinity,
});
