import { describe, expect, it } from 'vitest';

import { permissionsOf } from './RoleMatrix';

describe('the matrix of roles', () => {
  it('has a line for every permission a role carries, in the order of the work', () => {
    expect(permissionsOf([{ permissions: ['audit.read'] }, { permissions: ['counts.read', 'audit.read'] }])).toEqual(['counts.read', 'audit.read']);
  });

  it('leaves out no permission that the console has no words for', () => {
    expect(permissionsOf([{ permissions: ['zebras.count', 'counts.read', 'beds.read'] }])).toEqual(['counts.read', 'beds.read', 'zebras.count']);
  });
});
