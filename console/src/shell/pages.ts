import type { Permission } from '~/features/access/session';

interface PageEntry {
  id: string;
  path: string;
  /** One of these opens the page. */
  permissions: readonly Permission[];
  /** The work itself, or keeping order around it. */
  group: 'work' | 'order';
  /** True where the area and the days chosen above say what the page shows. */
  scoped: boolean;
}

/** The work people come for, in the order of a day: see, ask, judge, feed, look after people; then who may do what. */
export const PAGES = [
  { id: 'situation', path: '/situation', permissions: ['counts.read'], group: 'work', scoped: true },
  { id: 'explore', path: '/explore', permissions: ['counts.read'], group: 'work', scoped: true },
  { id: 'signals', path: '/signals', permissions: ['signals.read'], group: 'work', scoped: true },
  { id: 'imports', path: '/imports', permissions: ['imports.read'], group: 'work', scoped: true },
  { id: 'people', path: '/people', permissions: ['persons.read'], group: 'work', scoped: false },
  { id: 'approvals', path: '/approvals', permissions: ['grants.request', 'grants.approve'], group: 'work', scoped: false },
  { id: 'accounts', path: '/accounts', permissions: ['accounts.read', 'api_clients.manage'], group: 'order', scoped: false },
  { id: 'audit', path: '/audit', permissions: ['audit.read'], group: 'order', scoped: false },
  { id: 'roles', path: '/roles', permissions: ['accounts.read'], group: 'order', scoped: false },
] as const satisfies readonly PageEntry[];

export type PageId = (typeof PAGES)[number]['id'];

type Can = (permission: Permission) => boolean;

/** The page an address belongs to; none for one's own account and for what does not exist. */
export const pageOf = (pathname: string) => PAGES.find(({ path }) => pathname === path || pathname.startsWith(`${path}/`));

export const mayOpen = ({ permissions }: { permissions: readonly Permission[] }, can: Can) => permissions.some(can);

/** Where an account begins: the first page it may open, or its own account where there is none. */
export const firstPath = (can: Can): string => PAGES.find((page) => mayOpen(page, can))?.path ?? '/me';
