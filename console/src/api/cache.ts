import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';

import { ProblemError, isPassing } from './problem';

export const SESSION_KEY = ['session'] as const;

/** Any 401 means the session is over: showing the sign-in page is the shell's answer to a null session. */
function endSessionOn401(error: unknown) {
  if (error instanceof ProblemError && error.code === 'not_signed_in') {
    cache.setQueryData(SESSION_KEY, null);
  }
}

export const cache: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: endSessionOn401 }),
  mutationCache: new MutationCache({ onError: endSessionOn401 }),
  defaultOptions: {
    queries: {
      staleTime: 60_000,
      refetchOnWindowFocus: false,
      retry: (failures, error) => failures < 2 && isPassing(error),
    },
  },
});
