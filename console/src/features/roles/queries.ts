import { queryOptions, useQuery } from '@tanstack/react-query';

import { ask } from '~/api/bridge';
import type { AccessExplained, RoleView, WhoCanSee } from '~/api/types';

const HOUR_MS = 3_600_000;

export const rolesQuery = queryOptions({
  queryKey: ['roles'],
  queryFn: () => ask<{ items: RoleView[] }>('GET', '/api/roles'),
  staleTime: HOUR_MS,
});

export const useRoles = () => useQuery(rolesQuery);

export const explainQuery = (account: string) =>
  queryOptions({
    queryKey: ['access', 'explain', account],
    queryFn: () => ask<AccessExplained>('GET', `/api/access/explain?${new URLSearchParams({ account })}`),
  });

export const whoQuery = (kind: string, id: string) =>
  queryOptions({
    queryKey: ['access', 'who', kind, id],
    queryFn: () => ask<{ items: WhoCanSee[] }>('GET', `/api/access/who?${new URLSearchParams({ kind, id })}`),
  });
