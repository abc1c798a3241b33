/** Short names for the API's models, so that features do not spell the generated paths. */
import type { components } from './schema';

type Schemas = components['schemas'];

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
export type AuditEntryView = Schemas['AuditEntryView'];
export type AuditStatusView = Schemas['AuditStatusView'];
export type Post = Schemas['Post'];
export type OrganisationView = Schemas['OrganisationView'];

/** How counts are grouped in time. */
export type Period = 'day' | 'week' | 'month' | 'year';

/** One page of a list and where the next one starts. */
export interface Page<T> {
  items: T[];
  next?: string | null;
}

/** What must be done before anything else is answered. */
export type NextStep = 'second_factor' | 'password' | 'enrol_second_factor';

export interface SecondFactorView {
  is_on: boolean;
  is_required: boolean;
  recovery_codes_left: number;
  enrolled_at?: string | null;
}

export type SessionView = Schemas['SessionView'] & { id?: string; next?: NextStep | null; second_factor?: SecondFactorView };

export interface SessionOptions {
  provider?: { name_zh: string; name_en: string } | null;
  password_length_min: number;
  password_classes_min: number;
}

export interface Enrolment {
  secret: string;
  uri: string;
  qr_svg: string;
}

export interface DeviceSession {
  id: string;
  browser?: string | null;
  system?: string | null;
  source?: string | null;
  created_at: string;
  last_seen_at: string;
  is_current: boolean;
}

export type AccountState = 'active' | 'disabled' | 'dormant' | 'waiting';

export type AccountView = Schemas['AccountView'] & {
  state?: AccountState;
  disabled_at?: string | null;
  active_at?: string | null;
  second_factor?: Pick<SecondFactorView, 'is_on' | 'is_required'>;
  has_identity?: boolean;
};

export interface ApiClient {
  id: string;
  name: string;
  post: Schemas['Post'];
  permissions: string[];
  requests_per_minute: number;
  created_at: string;
  expires_at: string;
  last_used_at?: string | null;
  revoked_at?: string | null;
  state: 'active' | 'expired' | 'revoked';
  keys: { created_at: string; expires_at: string }[];
}

export interface RoleView {
  id: string;
  name_zh: string;
  name_en: string;
  description_zh: string;
  description_en: string;
  permissions: string[];
}

export interface AccountRef {
  id: string;
  username: string;
  display_name_zh: string;
  display_name_en: string;
}

export interface AccessExplained {
  account: AccountRef;
  posts: (Schemas['Post'] & { permissions: string[]; purposes: string[]; text_zh: string[]; text_en: string[] })[];
}

export interface WhoCanSee {
  account: AccountRef;
  role_name_zh: string;
  role_name_en: string;
  region_name_zh: string;
  region_name_en: string;
  permissions: string[];
  reason_zh: string;
  reason_en: string;
}
