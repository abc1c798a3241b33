import type { Permission } from '~/features/access/session';

/** The work people come for, in the order of a day: see, ask, judge, feed. */
export const PAGES = [
  { id: 'situation', path: '/situation', permission: 'counts.read' },
  { id: 'explore', path: '/explore', permission: 'counts.read' },
  { id: 'signals', path: '/signals', permission: 'signals.read' },
  { id: 'imports', path: '/imports', permission: 'imports.read' },
] as const satisfies readonly { id: string; path: string; permission: Permission }[];

export type PageId = (typeof PAGES)[number]['id'];
