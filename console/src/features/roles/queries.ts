import { queryOptions, useQuery } from '@tanstack/react-query';

import { api, dataOf } from '~/api/client';

const HOUR_MS = 3_600_000;

export const rolesQuery = queryOptions({
  queryKey: ['roles'],
  queryFn: () => dataOf(api.GET('/api/roles')),
  staleTime: HOUR_MS,
});

export const useRoles = () => useQuery(rolesQuery);

export const explainQuery = (account: string) =>
  queryOptions({
    queryKey: ['access', 'explain', account],
    queryFn: () => dataOf(api.GET('/api/access/explain', { params: { query: { account } } })),
  });

export const whoQuery = (kind: string, id: string) =>
  queryOptions({
    queryKey: ['access', 'who', kind, id],
    queryFn: () => dataOf(api.GET('/api/access/who', { params: { query: { kind, id } } })),
  });
