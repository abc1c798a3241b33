import { queryOptions, useQuery } from '@tanstack/react-query';

import { CSRF_HEADER, api, dataOf } from '~/api/client';
import { PAGE } from '~/api/pages';
import type { components, operations } from '~/api/schema';

type Schemas = components['schemas'];

const HOUR_MS = 3_600_000;

export const catalogueQuery = queryOptions({
  queryKey: ['grants', 'catalogue'],
  queryFn: () => dataOf(api.GET('/api/grants/catalogue')),
  staleTime: HOUR_MS,
});

export const useCatalogue = () => useQuery(catalogueQuery);

/** What a register is asked; `mine` is what the account asked for itself. */
type Asked<O extends keyof operations> = Omit<NonNullable<operations[O]['parameters']['query']>, 'cursor' | 'limit'>;

type Cursor = string | undefined;

export const emergenciesOf = (register: Asked<'list_emergency_access'>) => (cursor: Cursor) =>
  dataOf(api.GET('/api/emergency-access', { params: { query: { ...register, cursor, limit: PAGE } } }));
export const agencyRequestsOf = (register: Asked<'list_agency_requests'>) => (cursor: Cursor) =>
  dataOf(api.GET('/api/agency-requests', { params: { query: { ...register, cursor, limit: PAGE } } }));
export const exportsOf = (register: Asked<'list_exports'>) => (cursor: Cursor) =>
  dataOf(api.GET('/api/exports', { params: { query: { ...register, cursor, limit: PAGE } } }));
export const rightsOf = (register: Asked<'list_rights_requests'>) => (cursor: Cursor) =>
  dataOf(api.GET('/api/rights-requests', { params: { query: { ...register, cursor, limit: PAGE } } }));

/** My emergency accesses in force; shown on every page while there is one. */
export const inForceQuery = queryOptions({
  queryKey: ['grants', 'emergency', 'in-force'],
  queryFn: () => emergenciesOf({ state: 'active', mine: true })(undefined),
});

const anew = { params: { header: CSRF_HEADER } };
const to = (id: string) => ({ params: { header: CSRF_HEADER, path: { id } } });

/** Asks for sight of what one's posts do not reach, for a purpose. */
export const openEmergency = (body: Schemas['NewEmergencyAccess'], purpose: string) =>
  api.POST('/api/emergency-access', { ...anew, headers: { 'X-Purpose': purpose }, body });

export const endEmergency = (id: string, reason: string) => api.POST('/api/emergency-access/{id}/end', { ...to(id), body: { reason } });

export const reviewEmergency = (id: string, verdict: Schemas['Verdict'], reason: string) =>
  api.POST('/api/emergency-access/{id}/review', { ...to(id), body: { verdict, reason } });

export const agencyRequestQuery = (id: string) =>
  queryOptions({
    queryKey: ['grants', 'agency', 'one', id],
    queryFn: () => dataOf(api.GET('/api/agency-requests/{id}', { params: { path: { id } } })),
  });

export const askAgency = (body: Schemas['NewAgencyRequest']) => api.POST('/api/agency-requests', { ...anew, body });

export const decideAgency = (id: string, decision: Schemas['Choice'], reason: string) =>
  api.POST('/api/agency-requests/{id}/decision', { ...to(id), body: { decision, reason } });

export const withdrawAgency = (id: string, reason: string) => api.POST('/api/agency-requests/{id}/withdraw', { ...to(id), body: { reason } });

export const readAnswer = (id: string) => dataOf(api.GET('/api/agency-requests/{id}/answer', { params: { path: { id } } }));

export const enterAnswer = (id: string, answer: Schemas['AgencyAnswer']) => api.POST('/api/agency-requests/{id}/answer', { ...to(id), body: answer });

export const requestExport = (id: string, reason: string) => api.POST('/api/exports/{id}/request', { ...to(id), body: { reason } });

export const decideExport = (id: string, decision: Schemas['Choice'], reason: string) =>
  api.POST('/api/exports/{id}/decision', { ...to(id), body: { decision, reason } });

export const askRight = (body: Schemas['NewRightsRequest']) => dataOf(api.POST('/api/rights-requests', { ...anew, body }));

export const rightsRequestQuery = (id: string) =>
  queryOptions({
    queryKey: ['grants', 'rights', 'one', id],
    queryFn: () => dataOf(api.GET('/api/rights-requests/{id}', { params: { path: { id } } })),
  });

export const decideRight = (id: string, decision: Schemas['RightsDecision'], reason: string) =>
  api.POST('/api/rights-requests/{id}/decision', { ...to(id), body: { decision, reason } });

export const whoLookedQuery = (id: string) =>
  queryOptions({
    queryKey: ['grants', 'rights', 'looked', id],
    queryFn: () => dataOf(api.GET('/api/rights-requests/{id}/who-looked', { params: { path: { id } } })),
  });
