import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { Failed } from './Failed';
import { LinesLoading } from './Loading';

interface Props<T> {
  query: Pick<UseQueryResult<T>, 'data' | 'error' | 'isError' | 'refetch'>;
  loading?: ReactNode;
  children: (data: T) => ReactNode;
}

/** Renders an answer, or the designed state of waiting for it or not getting it. */
export function Loaded<T>({ query, loading = <LinesLoading />, children }: Props<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.isError) return <Failed error={query.error} onRetry={() => void query.refetch()} />;
  return loading;
}
