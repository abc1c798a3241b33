import { queryOptions, useQuery } from '@tanstack/react-query';

import { SESSION_KEY, cache } from '~/api/cache';
import { CSRF_HEADER, api, dataOf } from '~/api/client';
import { ProblemError } from '~/api/problem';
import type { SessionView } from '~/api/types';

/** What an account may do, as the server names it. */
export type Permission =
  | 'counts.read'
  | 'counts.export'
  | 'imports.read'
  | 'imports.write'
  | 'signals.read'
  | 'detection.run'
  | 'accounts.manage'
  | 'operations.read'
  | 'audit.read';

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

export async function signIn(username: string, password: string) {
  const session = await dataOf(api.POST('/api/session', { params: { header: CSRF_HEADER }, body: { username, password } }));
  // Nothing another account fetched may be shown to this one.
  cache.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'pack' && queryKey[0] !== 'session' });
  cache.setQueryData(SESSION_KEY, session);
}

export async function signOut() {
  await api.DELETE('/api/session', { params: { header: CSRF_HEADER } });
  cache.setQueryData(SESSION_KEY, null);
}

export async function changePassword(current: string, next: string) {
  await api.POST('/api/session/password', { params: { header: CSRF_HEADER }, body: { current, new: next } });
  await cache.invalidateQueries({ queryKey: SESSION_KEY });
}
