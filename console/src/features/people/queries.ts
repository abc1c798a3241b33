import { queryOptions } from '@tanstack/react-query';

import { api, dataOf } from '~/api/client';
import { PAGE } from '~/api/pages';
import type { LinkReason, PersonInput, PersonMatch, Sex } from '~/api/types';

/** Why identifiers are looked at; the server refuses those a role does not know. */
export const PURPOSES = ['treatment', 'follow_up', 'surveillance', 'investigation', 'quality', 'own_request'] as const;
export type Purpose = (typeof PURPOSES)[number];

export const MERGE_REASONS = ['same_document', 'confirmed_by_phone', 'confirmed_in_person', 'paper_record', 'other'] as const satisfies readonly LinkReason[];
export const SPLIT_REASONS = ['wrong_merge', 'confirmed_by_phone', 'confirmed_in_person', 'paper_record', 'other'] as const satisfies readonly LinkReason[];

export interface PeopleAsk {
  /** Whatever was typed: a name, initials, a number, a telephone, a day. Never part of an address. */
  q: string;
  region?: string;
  sex?: Sex;
}

const at = (id: string) => ({ params: { path: { id } } });

/** People of one's areas: all of them, or those that fit what was typed. */
export const peopleOf =
  ({ q, region, sex }: PeopleAsk) =>
  (cursor: string | undefined) =>
    q
      ? dataOf(api.POST('/api/persons/search', { body: { q, region, cursor, limit: PAGE } }))
      : dataOf(api.GET('/api/persons', { params: { query: { region, sex, cursor, limit: PAGE } } }));

export const personQuery = (id: string) =>
  queryOptions({ queryKey: ['persons', 'one', id], queryFn: () => dataOf(api.GET('/api/persons/{id}', at(id))) });

/** The same person with everything readable; the server records who looked and why. */
export const identify = (id: string, purpose: Purpose) =>
  dataOf(api.POST('/api/persons/{id}/identify', { params: { path: { id }, header: { 'X-Purpose': purpose } }, body: {} }));

/** Takes somebody down; the server says whether the record is new, joined with a known one, or to be looked at. */
export const register = (person: PersonInput) => dataOf(api.POST('/api/persons', { body: person }));

/** Puts the whole record anew, as it was read in this version. */
export const correct = (id: string, version: number, person: PersonInput) => api.PUT('/api/persons/{id}', { ...at(id), body: { version, person } });

export const revisionsOf = (id: string) => (cursor: string | undefined) =>
  dataOf(api.GET('/api/persons/{id}/revisions', { params: { path: { id }, query: { cursor, limit: 20 } } }));

export const householdQuery = (id: string) =>
  queryOptions({ queryKey: ['persons', 'household', id], queryFn: () => dataOf(api.GET('/api/households/{id}', at(id))) });

export interface HouseholdMember {
  person: string;
  relation: string;
}

export const createHousehold = (region: string, members: HouseholdMember[]) => api.POST('/api/households', { body: { region, members } });
export const putHousehold = (id: string, version: number, members: HouseholdMember[]) =>
  api.PUT('/api/households/{id}', { ...at(id), body: { version, members } });

export const merge = (person: string, member: string, reason: LinkReason) =>
  api.POST('/api/persons/{id}/merge', { ...at(person), body: { member, reason } });
export const split = (person: string, member: string, reason: LinkReason) =>
  api.POST('/api/persons/{id}/split', { ...at(person), body: { member, reason } });

export const MATCH_STATES = ['open', 'same', 'distinct'] as const satisfies readonly PersonMatch['state'][];

export const matchesOf = (state: PersonMatch['state']) => (cursor: string | undefined) =>
  dataOf(api.GET('/api/person-matches', { params: { query: { state, cursor, limit: PAGE } } }));

export const matchQuery = (id: string) =>
  queryOptions({ queryKey: ['persons', 'match', id], queryFn: () => dataOf(api.GET('/api/person-matches/{id}', at(id))) });

export const decideMatch = (id: string, decision: 'same' | 'distinct', reason: LinkReason, survivor?: string) =>
  api.POST('/api/person-matches/{id}/decide', { ...at(id), body: { decision, reason, survivor } });

/** The least that is worth searching for. */
export const SEARCH_CHARACTERS_MIN = 2;

/** The values of a field that has a list of them. */
export const codesQuery = (set: string) =>
  queryOptions({
    queryKey: ['code-sets', set],
    queryFn: () => dataOf(api.GET('/api/code-sets/{set}', { params: { path: { set } } })),
    staleTime: Infinity,
  });
