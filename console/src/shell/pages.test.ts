import { describe, expect, it } from 'vitest';

import type { Permission } from '~/features/access/session';

import { PAGES, firstPath, mayOpen, pageOf } from './pages';

const holding =
  (...permissions: Permission[]) =>
  (permission: Permission) =>
    permissions.includes(permission);

describe('pages', () => {
  it('belong to their own addresses and those below', () => {
    expect(pageOf('/people')?.id).toBe('people');
    expect(pageOf('/people/matches/1')?.id).toBe('people');
    expect(pageOf('/peoples')).toBeUndefined();
    expect(pageOf('/me')).toBeUndefined();
  });

  it('open with any one of their permissions and with nothing else', () => {
    const accounts = PAGES.find(({ id }) => id === 'accounts');
    expect(accounts && mayOpen(accounts, holding('api_clients.manage'))).toBe(true);
    expect(accounts && mayOpen(accounts, holding('audit.read', 'counts.read'))).toBe(false);
  });

  it('begin where the account may begin', () => {
    expect(firstPath(holding('counts.read', 'signals.read'))).toBe('/situation');
    expect(firstPath(holding('accounts.read'))).toBe('/accounts');
    expect(firstPath(holding('audit.read'))).toBe('/audit');
    expect(firstPath(holding())).toBe('/me');
  });
});
