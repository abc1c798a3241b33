import type { MapItem } from '~/api/types';

export const METRICS = ['count', 'rate'] as const;
export type Metric = (typeof METRICS)[number];

/** The number a region is coloured by; nothing where nothing was reported or nobody is known to live. */
export const metricOf = (metric: Metric) => (item: MapItem) => (metric === 'rate' ? item.rate_per_100k : item.value);
