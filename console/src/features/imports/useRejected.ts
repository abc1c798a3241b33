import { keepPreviousData, useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';

import { api, dataOf } from '~/api/client';

export const REJECTED_STATES = ['open', 'replayed', 'all'] as const;
export type RejectedState = (typeof REJECTED_STATES)[number];

const PAGE = 100;

/** An import's rejected rows, their correction and their replay. */
export function useRejected(importId: string, state: RejectedState) {
  const cache = useQueryClient();
  const key = ['imports', 'rejected', importId] as const;

  const rows = useInfiniteQuery({
    queryKey: [...key, state],
    queryFn: ({ pageParam }) =>
      dataOf(
        api.GET('/api/imports/{id}/rejected', {
          params: { path: { id: importId }, query: { state, limit: PAGE, cursor: pageParam } },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: keepPreviousData,
  });

  const refresh = () =>
    Promise.all([
      cache.invalidateQueries({ queryKey: key }),
      cache.invalidateQueries({ queryKey: ['imports', 'one', importId] }),
    ]);

  const correct = useMutation({
    mutationFn: ({ id, fields }: { id: string; fields: Record<string, string> }) =>
      dataOf(api.PATCH('/api/imports/{id}/rejected/{rid}', { params: { path: { id: importId, rid: id } }, body: { fields } })),
    onSuccess: refresh,
  });

  const replay = useMutation({
    mutationFn: (ids: string[] | null) =>
      dataOf(
        api.POST('/api/imports/{id}/replay', {
          params: { path: { id: importId } },
          body: ids ? { rows: ids } : {},
        }),
      ),
    onSuccess: refresh,
  });

  return { rows, correct, replay };
}
