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
export type SignInOptions = Schemas['SignInOptions'];
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

/** A program's key may be used, has run out, or was taken away. */
export type ClientState = 'active' | 'expired' | 'revoked';

export type ApiClient = Schemas['ApiClient'];
export type AccountRef = Schemas['AccountRef'];

export type Sex = Schemas['Sex'];
export type PersonRow = Schemas['PersonRow'];
export type Person = Schemas['PersonView'];
export type PersonInput = Schemas['PersonInput'];
export type PersonAddress = Schemas['AddressView'];
export type PersonRevision = Schemas['RevisionView'];
export type Household = Schemas['HouseholdView'];
export type PersonMatch = Schemas['PersonMatchView'];
export type LinkReason = Schemas['LinkReason'];
export type CodeView = Schemas['CodeView'];

export type EmergencyAccess = Schemas['EmergencyAccess'];
export type AgencyRequest = Schemas['AgencyRequest'];
export type AgencyAnswer = Schemas['AgencyAnswer'];
export type ExportRecord = Schemas['Export'];
export type RightsRequest = Schemas['RightsRequest'];
export type Decision = Schemas['Decision'];
export type RightsDecision = Schemas['RightsDecisionView'];
