import { queryOptions } from '@tanstack/react-query';

import { api, dataOf } from '~/api/client';
import type { ImportView } from '~/api/types';

/** Asked again this often while an import goes on, in case its events do not arrive. */
const POLL_MS = 5_000;

export const isGoing = ({ state }: Pick<ImportView, 'state'>) => state === 'queued' || state === 'running';

export const importQuery = (id: string) =>
  queryOptions({
    queryKey: ['imports', 'one', id],
    queryFn: () => dataOf(api.GET('/api/imports/{id}', { params: { path: { id } } })),
    refetchInterval: ({ state }) => (state.data && isGoing(state.data) ? POLL_MS : false),
  });
