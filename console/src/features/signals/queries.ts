import { queryOptions } from '@tanstack/react-query';

import { api, dataOf } from '~/api/client';
import type { DetectionRunView } from '~/api/types';

/** Asked again this often while a run goes on, in case its events do not arrive. */
const POLL_MS = 5_000;

export const isGoing = (run: DetectionRunView | undefined) => run?.state === 'queued' || run?.state === 'running';

export const signalQuery = (id: string) =>
  queryOptions({
    queryKey: ['signals', 'one', id],
    queryFn: () => dataOf(api.GET('/api/signals/{id}', { params: { path: { id } } })),
  });

export const latestRunQuery = queryOptions({
  queryKey: ['detection-runs', 'latest'],
  queryFn: async () => {
    const { items } = await dataOf(api.GET('/api/detection-runs', { params: { query: { limit: 1 } } }));
    return items[0] ?? null;
  },
});

export const runQuery = (id: string) =>
  queryOptions({
    queryKey: ['detection-runs', 'one', id],
    queryFn: () => dataOf(api.GET('/api/detection-runs/{id}', { params: { path: { id } } })),
    refetchInterval: ({ state }) => (isGoing(state.data) ? POLL_MS : false),
  });
