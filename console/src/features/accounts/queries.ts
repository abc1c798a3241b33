import { queryOptions } from '@tanstack/react-query';

import { CSRF_HEADER, api, dataOf } from '~/api/client';
import { PAGE } from '~/api/pages';
import type { components } from '~/api/schema';
import type { AccountState } from '~/api/types';

type Schemas = components['schemas'];

export const ACCOUNT_STATES = ['active', 'waiting', 'dormant', 'disabled'] as const satisfies readonly AccountState[];

export interface AccountAsk {
  q?: string;
  state?: AccountState;
}

export const accountsOf = (filter: AccountAsk) => (cursor: string | undefined) =>
  dataOf(api.GET('/api/accounts', { params: { query: { ...filter, limit: PAGE, cursor } } }));

export const accountQuery = (id: string) =>
  queryOptions({
    queryKey: ['accounts', 'one', id],
    queryFn: () => dataOf(api.GET('/api/accounts/{id}', { params: { path: { id } } })),
  });

export const accountSessionsQuery = (id: string) =>
  queryOptions({
    queryKey: ['accounts', 'sessions', id],
    queryFn: () => dataOf(api.GET('/api/accounts/{id}/sessions', { params: { path: { id } } })),
  });

/** The parameters of what is done to one account. */
const to = (id: string) => ({ params: { header: CSRF_HEADER, path: { id } } });

/** What is done to an account without anything being typed. */
const DEEDS = {
  disable: (id: string) => api.POST('/api/accounts/{id}/disable', to(id)),
  enable: (id: string) => api.POST('/api/accounts/{id}/enable', to(id)),
  unlock: (id: string) => api.POST('/api/accounts/{id}/unlock', to(id)),
  'reset-second-factor': (id: string) => api.POST('/api/accounts/{id}/reset-second-factor', to(id)),
  'end-sessions': (id: string) => api.DELETE('/api/accounts/{id}/sessions', to(id)),
};

export type AccountDeed = keyof typeof DEEDS;

export const doToAccount = (id: string, deed: AccountDeed) => DEEDS[deed](id);

export const setFirstPassword = (id: string, password: string) => api.POST('/api/accounts/{id}/password', { ...to(id), body: { password } });

export const createAccount = (account: Schemas['NewAccount']) =>
  dataOf(api.POST('/api/accounts', { params: { header: CSRF_HEADER }, body: account }));

export type NewPost = Schemas['NewPost'];

export const grantPost = (id: string, post: NewPost) => api.POST('/api/accounts/{id}/posts', { ...to(id), body: post });

export const withdrawPost = (id: string, number: number) =>
  api.DELETE('/api/accounts/{id}/posts/{number}', { params: { header: CSRF_HEADER, path: { id, number } } });

export const linkIdentity = (id: string, subject: string) => api.PUT('/api/accounts/{id}/identity', { ...to(id), body: { subject } });
export const unlinkIdentity = (id: string) => api.DELETE('/api/accounts/{id}/identity', to(id));

export const clientsOf = (cursor: string | undefined) => dataOf(api.GET('/api/api-clients', { params: { query: { limit: PAGE, cursor } } }));

export const createClient = (client: Schemas['NewApiClient']) =>
  dataOf(api.POST('/api/api-clients', { params: { header: CSRF_HEADER }, body: client }));
export const rotateClient = (id: string, overlapHours: number) =>
  dataOf(api.POST('/api/api-clients/{id}/rotate', { ...to(id), body: { overlap_hours: overlapHours } }));
export const revokeClient = (id: string) => api.POST('/api/api-clients/{id}/revoke', to(id));
