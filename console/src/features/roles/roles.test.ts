import { describe, expect, it } from 'vitest';

import { permissionsOf } from './RoleMatrix';

const role = (...ids: string[]) => ({ permissions: ids.map((id) => ({ id, name_zh: id, name_en: id })) });
const lines = (...roles: ReturnType<typeof role>[]) => permissionsOf(roles).map(({ id }) => id);

describe('the matrix of roles', () => {
  it('has one line for every permission that some role carries', () => {
    expect(lines(role('counts.read'), role('audit.read'), role('counts.read'))).toEqual(['counts.read', 'audit.read']);
  });

  it('keeps the order in which the server names them', () => {
    expect(lines(role('audit.read'), role('counts.read', 'signals.read', 'audit.read'))).toEqual(['counts.read', 'signals.read', 'audit.read']);
  });
});
