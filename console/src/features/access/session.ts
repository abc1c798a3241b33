import { queryOptions, useQuery } from '@tanstack/react-query';

import { SESSION_KEY, cache } from '~/api/cache';
import { CSRF_HEADER, api, dataOf } from '~/api/client';
import { ProblemError } from '~/api/problem';
import type { SessionView, SignInOptions } from '~/api/types';

const HEADER = { header: CSRF_HEADER };

/** What an account may do, as the server names it. */
export const PERMISSIONS = [
  'counts.read',
  'counts.export',
  'imports.read',
  'imports.write',
  'signals.read',
  'detection.run',
  'persons.read',
  'persons.identify',
  'persons.write',
  'persons.match',
  'persons.export',
  'cards.read',
  'cards.identify',
  'cards.write',
  'cards.review',
  'cards.export',
  'grants.request',
  'grants.approve',
  'rights.handle',
  'accounts.read',
  'accounts.manage',
  'posts.manage',
  'access.explain',
  'api_clients.manage',
  'operations.read',
  'audit.read',
] as const;

export type Permission = (typeof PERMISSIONS)[number];

/** The session, or null when nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: SESSION_KEY,
  queryFn: async (): Promise<SessionView | null> => {
    try {
      return await dataOf(api.GET('/api/session'));
    } catch (error) {
      if (error instanceof ProblemError && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: Infinity,
});

/** What the sign-in page offers before anybody is known. */
export const sessionOptionsQuery = queryOptions({
  queryKey: ['session-options'],
  queryFn: (): Promise<SignInOptions> => dataOf(api.GET('/api/session/options')),
  staleTime: Infinity,
});

/** The signed-in account; only for components below the session gate. */
export function useSession(): SessionView {
  const { data } = useQuery(sessionQuery);
  if (!data) throw new Error('useSession is for components below SessionGate');
  return data;
}

export function useCan(): (permission: Permission) => boolean {
  const { permissions } = useSession();
  return (permission) => permissions.includes(permission);
}

/** Takes over who is signed in; nothing another account fetched may be shown to this one. */
function enter(session: SessionView) {
  cache.removeQueries({ predicate: ({ queryKey }) => !['pack', 'session', 'session-options'].includes(String(queryKey[0])) });
  cache.setQueryData(SESSION_KEY, session);
}

export const refreshSession = () => cache.invalidateQueries({ queryKey: SESSION_KEY });

export async function signIn(username: string, password: string) {
  enter(await dataOf(api.POST('/api/session', { params: HEADER, body: { username, password } })));
}

/** The second step of a sign-in: a code of the authenticator, or one of the recovery codes. */
export async function passSecondFactor(answer: { code: string } | { recovery_code: string }) {
  enter(await dataOf(api.POST('/api/session/second-factor', { params: HEADER, body: answer })));
}

export async function signOut() {
  await api.DELETE('/api/session', { params: HEADER });
  cache.setQueryData(SESSION_KEY, null);
}

export async function changePassword(current: string, next: string) {
  await api.POST('/api/session/password', { params: HEADER, body: { current, new: next } });
  await refreshSession();
}

/** Draws a new secret; the answer is shown once. */
export const beginEnrolment = () => dataOf(api.POST('/api/session/second-factor/enrolment', { params: HEADER }));

/** Turns the second factor on; answers with the recovery codes, shown once. */
export const confirmEnrolment = (code: string) =>
  dataOf(api.POST('/api/session/second-factor/confirmation', { params: HEADER, body: { code } }));

export const renewRecoveryCodes = (code: string) =>
  dataOf(api.POST('/api/session/second-factor/recovery-codes', { params: HEADER, body: { code } }));

export const removeSecondFactor = (code: string) => api.POST('/api/session/second-factor/removal', { params: HEADER, body: { code } });
