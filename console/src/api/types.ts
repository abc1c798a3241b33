/** Short names for the API's models, so that features do not spell the generated paths. */
import type { components } from './schema';

type Schemas = components['schemas'];

export type SessionView = Schemas['SessionView'];
export type PackView = Schemas['PackView'];
export type NamedView = Schemas['View'];
export type RegionView = Schemas['RegionView'];
export type RegionDetail = Schemas['RegionDetail'];
export type ConditionView = Schemas['ConditionView'];
export type StreamView = Schemas['StreamView'];
export type SearchHit = Schemas['SearchHit'];
export type DetectorView = Schemas['DetectorView'];
export type SeriesView = Schemas['SeriesView'];
export type DetectionSeries = Schemas['Detection'];
export type MapView = Schemas['MapView'];
export type MapItem = Schemas['MapItem'];
export type Tile = Schemas['Tile'];
export type CountRow = Schemas['CountRow'];
export type Revision = Schemas['CountHistory'];
export type SignalView = Schemas['SignalView'];
export type SignalDetail = Schemas['SignalDetail'];
export type DetectionRunView = Schemas['DetectionRunView'];
export type ImportView = Schemas['ImportView'];
export type ReplayResult = Schemas['ReplayView'];
export type RejectedRow = Schemas['RejectedRow'];

/** How counts are grouped in time. */
export type Period = 'day' | 'week' | 'month' | 'year';

/** One page of a list and where the next one starts. */
export interface Page<T> {
  items: T[];
  next?: string | null;
}
