import { queryOptions, useQuery } from '@tanstack/react-query';

import { ask } from '~/api/bridge';
import { queryString } from '~/api/download';
import type { AgencyRequest, EmergencyAccess, ExportRecord, GrantsCatalogue, Page, RightsRequest } from '~/api/types';

const HOUR_MS = 3_600_000;
const LIMIT = '50';

export const catalogueQuery = queryOptions({
  queryKey: ['grants', 'catalogue'],
  queryFn: () => ask<GrantsCatalogue>('GET', '/api/grants/catalogue'),
  staleTime: HOUR_MS,
});

export const useCatalogue = () => useQuery(catalogueQuery);

/** Which part of a register is shown; `mine` is what the account asked for itself. */
export type Register = { state: string; mine?: boolean };

const listOf =
  <T>(path: string) =>
  ({ state, mine }: Register) =>
  (cursor: string | undefined) =>
    ask<Page<T>>('GET', `${path}?${queryString({ state, mine: mine ? 'true' : undefined, cursor, limit: LIMIT })}`);

export const emergenciesOf = listOf<EmergencyAccess>('/api/emergency-access');
export const agencyRequestsOf = listOf<AgencyRequest>('/api/agency-requests');
export const exportsOf = listOf<ExportRecord>('/api/exports');
export const rightsOf = listOf<RightsRequest>('/api/rights-requests');

/** My emergency accesses in force; shown on every page while there is one. */
export const inForceQuery = queryOptions({
  queryKey: ['grants', 'emergency', 'in-force'],
  queryFn: () => emergenciesOf({ state: 'active', mine: true })(undefined),
});

export interface EmergencyAsk {
  kind: 'person' | 'event';
  subject: string;
  permission: string;
  reason: string;
  hours?: number;
  event?: string;
}

export const openEmergency = (body: EmergencyAsk, purpose: string) =>
  ask<EmergencyAccess>('POST', '/api/emergency-access', body, { 'X-Purpose': purpose });

export const endEmergency = (id: string, reason: string) => ask<EmergencyAccess>('POST', `/api/emergency-access/${id}/end`, { reason });

export const reviewEmergency = (id: string, verdict: 'proper' | 'improper', reason: string) =>
  ask<EmergencyAccess>('POST', `/api/emergency-access/${id}/review`, { verdict, reason });

export const agencyRequestQuery = (id: string) =>
  queryOptions({ queryKey: ['grants', 'agency', 'one', id], queryFn: () => ask<AgencyRequest>('GET', `/api/agency-requests/${id}`) });

export interface AgencyAsk {
  direction: 'outgoing' | 'incoming';
  agency: string;
  basis: string;
  event: string;
  purpose_text: string;
  fields: string[];
  people: { person?: string; name?: string; document_number?: string }[];
  from: string;
  to: string;
  expires_on: string;
}

export const askAgency = (body: AgencyAsk) => ask<AgencyRequest>('POST', '/api/agency-requests', body);

type Verdict = 'approve' | 'refuse';

export const decideAgency = (id: string, decision: Verdict, reason: string) =>
  ask<AgencyRequest>('POST', `/api/agency-requests/${id}/decision`, { decision, reason });

export const withdrawAgency = (id: string, reason: string) => ask<AgencyRequest>('POST', `/api/agency-requests/${id}/withdraw`, { reason });

export interface AgencyAnswer {
  rows: { person: number; values: Record<string, string> }[];
  received_at: string;
  digest: string;
}

export const readAnswer = (id: string) => ask<AgencyAnswer>('GET', `/api/agency-requests/${id}/answer`);

export const requestExport = (id: string, reason: string) => ask<ExportRecord>('POST', `/api/exports/${id}/request`, { reason });

export const decideExport = (id: string, decision: Verdict, reason: string) =>
  ask<ExportRecord>('POST', `/api/exports/${id}/decision`, { decision, reason });

export const askRight = (person: string, right: string, request: string) =>
  ask<RightsRequest>('POST', '/api/rights-requests', { person, right, request });

export const decideRight = (id: string, decision: 'granted' | 'partly' | 'refused', reason: string) =>
  ask<RightsRequest>('POST', `/api/rights-requests/${id}/decision`, { decision, reason });

export interface Looked {
  at: string;
  text_zh: string;
  text_en: string;
  role_zh: string;
  role_en: string;
  organisation?: string | null;
  purpose_zh: string;
  purpose_en: string;
}

export const whoLookedQuery = (id: string) =>
  queryOptions({ queryKey: ['grants', 'rights', 'looked', id], queryFn: () => ask<{ items: Looked[] }>('GET', `/api/rights-requests/${id}/who-looked`) });
