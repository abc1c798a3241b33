import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';

import type { Page } from './types';

/** Rows asked for at once. */
export const PAGE = 50;

/** A list that the server hands out page by page; what was found before stays in view while another filter is answered. */
export function usePages<T>(queryKey: readonly unknown[], ask: (cursor: string | undefined) => Promise<Page<T>>) {
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) => ask(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: keepPreviousData,
  });
  return { query, items: query.data?.pages.flatMap(({ items }) => items) ?? [] };
}

export type Pages<T> = ReturnType<typeof usePages<T>>;
