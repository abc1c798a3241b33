import { queryOptions } from '@tanstack/react-query';

import { api, dataOf } from '~/api/client';
import type { operations } from '~/api/schema';

export type AuditFilter = NonNullable<operations['list_audit_entries']['parameters']['query']>;

export const entriesOf = (filter: AuditFilter) => (cursor: string | undefined) =>
  dataOf(api.GET('/api/audit', { params: { query: { ...filter, limit: 100, cursor } } }));

export const auditStatusQuery = queryOptions({
  queryKey: ['audit', 'status'],
  queryFn: () => dataOf(api.GET('/api/audit/status')),
});
