import { queryOptions } from '@tanstack/react-query';

import { ask } from '~/api/bridge';
import { queryString } from '~/api/download';
import type { AccountState, AccountView, ApiClient, DeviceSession, Page } from '~/api/types';

export const ACCOUNT_STATES = ['active', 'waiting', 'dormant', 'disabled'] as const satisfies readonly AccountState[];

export interface AccountAsk {
  q?: string;
  state?: AccountState;
}

export const accountsOf = (filter: AccountAsk) => (cursor: string | undefined) =>
  ask<Page<AccountView>>('GET', `/api/accounts?${queryString({ ...filter, limit: '50', cursor })}`);

export const accountQuery = (id: string) =>
  queryOptions({ queryKey: ['accounts', 'one', id], queryFn: () => ask<AccountView>('GET', `/api/accounts/${id}`) });

export const accountSessionsQuery = (id: string) =>
  queryOptions({ queryKey: ['accounts', 'sessions', id], queryFn: () => ask<{ items: DeviceSession[] }>('GET', `/api/accounts/${id}/sessions`) });

/** What is done to an account without anything being typed. */
export const ACCOUNT_DEEDS = ['disable', 'enable', 'unlock', 'reset-second-factor', 'end-sessions'] as const;
export type AccountDeed = (typeof ACCOUNT_DEEDS)[number];

export const doToAccount = (id: string, deed: AccountDeed) =>
  deed === 'end-sessions' ? ask<unknown>('DELETE', `/api/accounts/${id}/sessions`) : ask<void>('POST', `/api/accounts/${id}/${deed}`);

export const setFirstPassword = (id: string, password: string) => ask<void>('POST', `/api/accounts/${id}/password`, { password });

export const linkIdentity = (id: string, subject: string) => ask<void>('PUT', `/api/accounts/${id}/identity`, { subject });
export const unlinkIdentity = (id: string) => ask<void>('DELETE', `/api/accounts/${id}/identity`);

export interface NewAccount {
  username: string;
  display_name_zh: string;
  display_name_en: string;
  password: string;
}

export const createAccount = (account: NewAccount) => ask<{ id: string }>('POST', '/api/accounts', account);

export const clientsOf = (cursor: string | undefined) => ask<Page<ApiClient>>('GET', `/api/api-clients?${queryString({ limit: '50', cursor })}`);

export interface NewApiClient {
  name: string;
  post: NewPost;
  permissions?: string[];
  expires_at: string;
  requests_per_minute?: number;
}

export interface NewPost {
  role: string;
  region: string;
  organisation?: string;
}

export const createClient = (client: NewApiClient) => ask<{ id: string; key: string }>('POST', '/api/api-clients', client);
export const rotateClient = (id: string, overlapHours: number) =>
  ask<{ key: string; former_until: string }>('POST', `/api/api-clients/${id}/rotate`, { overlap_hours: overlapHours });
export const revokeClient = (id: string) => ask<void>('POST', `/api/api-clients/${id}/revoke`);

export const grantPost = (account: string, post: NewPost) => ask<{ number: number }>('POST', `/api/accounts/${account}/posts`, post);

export const withdrawPost = (account: string, number: number) => ask<void>('DELETE', `/api/accounts/${account}/posts/${number}`);
