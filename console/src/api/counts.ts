/** Questions about counts; Situation, Explore and Signals ask them. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';

import type { Scope } from '~/shell/scope';

import { api, dataOf } from './client';
import type { Period } from './types';

export interface SeriesAsk {
  stream: string;
  condition: string;
  region: string;
  stratum: string;
  from: string;
  to: string;
  period?: Period;
  /** Ids joined by commas. */
  detector?: string;
}

export const seriesQuery = (ask: SeriesAsk) =>
  queryOptions({
    queryKey: ['counts', 'series', ask],
    queryFn: () => dataOf(api.GET('/api/counts/series', { params: { query: ask } })),
    placeholderData: keepPreviousData,
  });

/** The scope in the words of a counts question. */
export const askOf = ({ area, ...rest }: Scope) => ({ region: area, ...rest });

export const mapQuery = (scope: Scope) =>
  queryOptions({
    queryKey: ['counts', 'map', scope],
    queryFn: () => dataOf(api.GET('/api/counts/map', { params: { query: askOf(scope) } })),
    placeholderData: keepPreviousData,
  });

export const tilesQuery = ({ area, from, to }: Pick<Scope, 'area' | 'from' | 'to'>) =>
  queryOptions({
    queryKey: ['counts', 'tiles', area, from, to],
    queryFn: () => dataOf(api.GET('/api/counts/tiles', { params: { query: { region: area, from, to } } })),
    placeholderData: keepPreviousData,
  });
