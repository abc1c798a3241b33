/** Questions about the pack and the registry that several features ask. */
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';

import { api, dataOf } from './client';

const HOUR_MS = 3_600_000;

export const packQuery = queryOptions({
  queryKey: ['pack'],
  queryFn: () => dataOf(api.GET('/api/pack')),
  staleTime: HOUR_MS,
});

export const regionQuery = (code: string) =>
  queryOptions({
    queryKey: ['regions', 'one', code],
    queryFn: () => dataOf(api.GET('/api/regions/{code}', { params: { path: { code } } })),
    staleTime: HOUR_MS,
  });

export const streamsQuery = (region: string) =>
  queryOptions({
    queryKey: ['streams', region],
    queryFn: () => dataOf(api.GET('/api/streams', { params: { query: { region } } })),
    placeholderData: keepPreviousData,
  });

export const conditionsQuery = queryOptions({
  queryKey: ['conditions'],
  queryFn: () => dataOf(api.GET('/api/conditions', { params: { query: {} } })),
  staleTime: HOUR_MS,
});

export const detectorsQuery = queryOptions({
  queryKey: ['detectors'],
  queryFn: () => dataOf(api.GET('/api/detectors')),
  staleTime: HOUR_MS,
});

export const useRegion = (code: string) => useQuery(regionQuery(code));
export const usePack = () => useQuery(packQuery);
export const useStreams = (region: string) => useQuery(streamsQuery(region));
export const useConditions = () => useQuery(conditionsQuery);
export const useDetectors = () => useQuery(detectorsQuery);
