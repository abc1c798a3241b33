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
export type SessionView = Schemas['SessionView'];
export type AccountView = Schemas['AccountView'];
export type AccountState = Schemas['AccountState'];
export type OpenSession = Schemas['OpenSession'];
export type RoleView = Schemas['Role'];
export type SignInOptions = Schemas['SignInOptions'] & { provider?: { name_zh: string; name_en: string } | null };
export type ExplainedAccess = Schemas['ExplainedAccess'];
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

export interface AccountRef {
  id: string;
  username: string;
  display_name_zh: string;
  display_name_en: string;
}

export type Sex = 'male' | 'female' | 'unknown';

export interface PersonRow {
  id: string;
  name: string;
  sex: Sex;
  birth_year?: number | null;
  age?: number | null;
  id_number?: string | null;
  phone?: string | null;
  region?: string | null;
  region_name_zh: string;
  region_name_en: string;
  household?: string | null;
  relation?: string | null;
  is_alive: boolean;
  is_synthetic: boolean;
}

export interface PersonAddress {
  region: string;
  region_name_zh: string;
  region_name_en: string;
  grid?: string | null;
  detail?: string | null;
}

interface Coded {
  code: string;
  name_zh: string;
  name_en: string;
}

export interface Person extends PersonRow {
  is_masked: boolean;
  version: number;
  recorded_at: string;
  recorded_by: string;
  names: { kind: 'current' | 'former' | 'other'; text: string }[];
  birth: { date?: string | null; precision: 'day' | 'month' | 'year' | 'unknown' };
  documents: { kind: string; kind_name_zh: string; kind_name_en: string; number: string; is_checked: boolean }[];
  phones: string[];
  ethnicity?: Coded | null;
  occupation?: Coded | null;
  current_address?: PersonAddress | null;
  registered_address?: PersonAddress | null;
  family_doctor?: string | null;
  guardians: { person: string; relation: 'mother' | 'father' | 'guardian' }[];
  died_on?: string | null;
  merged: { person: string; linked_at: string; linked_by: string; is_automatic: boolean }[];
  open_matches: number;
}

export interface PersonRevision {
  version: number;
  recorded_at: string;
  recorded_by: string;
  replaced_at?: string | null;
  changed: string[];
}

export interface Household {
  id: string;
  region: string;
  region_name_zh: string;
  region_name_en: string;
  members: PersonRow[];
  version: number;
}

export interface PersonMatch {
  id: string;
  score: number;
  link_at?: number | null;
  queue_at?: number | null;
  purpose: string;
  state: 'open' | 'same' | 'distinct';
  made_at: string;
  decided_at?: string | null;
  decided_by?: string | null;
  left: Person;
  right: Person;
  evidence: { field: string; level: string; weight: number }[];
}

export interface EmergencyAccess {
  id: string;
  account: AccountRef;
  kind: 'person' | 'event';
  subject: string;
  permission: string;
  purpose: string;
  event?: string | null;
  reason: string;
  opened_at: string;
  expires_at: string;
  ended_at?: string | null;
  end_cause?: 'expired' | 'given_back' | 'revoked' | 'event_over' | 'found_improper' | null;
  is_active: boolean;
  review?: { verdict: 'proper' | 'improper'; reason: string; by: AccountRef; at: string } | null;
  waiting_days: number;
  is_overdue: boolean;
  may_review: boolean;
  may_end: boolean;
}

export interface Decision {
  by: AccountRef;
  decision: string;
  reason: string;
  at: string;
}

export interface AgencyRequest {
  id: string;
  direction: 'outgoing' | 'incoming';
  agency: string;
  basis: string;
  event: string;
  purpose_text: string;
  fields: string[];
  people_count: number;
  people?: { position: number; person?: string | null; name?: string | null; document_number?: string | null }[] | null;
  from: string;
  to: string;
  expires_on: string;
  state: 'waiting' | 'open' | 'refused' | 'withdrawn' | 'over';
  asked_by: AccountRef;
  asked_at: string;
  decisions: Decision[];
  approvals_missing: number;
  answer?: { received_at: string; rows_count: number } | null;
  refused_answers_count: number;
  destroyed_at?: string | null;
  may_decide: boolean;
}

export interface ExportRecord {
  id: string;
  account: AccountRef;
  kind: string;
  format: string;
  filter: { label: string; text: string }[];
  as_of?: string | null;
  rows_count: number;
  masked_count: number;
  purpose: string;
  state: 'held' | 'waiting' | 'approved' | 'refused' | 'handed_out';
  asked_at: string;
  reason?: string | null;
  decision?: Decision | null;
  expires_at?: string | null;
  handed_out_at?: string | null;
  pack_version: string;
  may_decide: boolean;
}

export interface RightsRequest {
  id: string;
  person: string;
  right: string;
  request: string;
  received_at: string;
  due_at: string;
  days_left?: number | null;
  is_overdue: boolean;
  state: 'open' | 'closed';
  decision?: Decision | null;
  outcomes: { holder: string; result: 'done' | 'kept' | 'nothing'; reason_zh?: string | null; reason_en?: string | null; records_count: number }[];
  handled_by: AccountRef;
}

export interface GrantsCatalogue {
  limits: Record<string, { value: number; min: number; max: number; unit: string; name_zh: string; name_en: string; source: string }>;
  emergency_kinds: { id: string; name_zh: string; name_en: string; permissions: string[] }[];
  agencies: { id: string; name_zh: string; name_en: string; fields: { id: string; name_zh: string; name_en: string; is_location: boolean }[] }[];
  bases: { id: string; law_zh: string; law_en: string; article: string; text_zh: string; text_en: string; source: string; confidence: string }[];
  rights: { id: string; name_zh: string; name_en: string; law_zh: string; article: string }[];
}
