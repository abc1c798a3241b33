import { describe, expect, it } from 'vitest';

import { COMPARED, comparisonOf } from './comparison';

describe('two records compared', () => {
  it('show every field, known or not, in the order people look', () => {
    const lines = comparisonOf([{ field: 'phone', level: 'different', weight: -1.7 }]);
    expect(lines.map(({ field }) => field)).toEqual([...COMPARED]);
    expect(lines.filter(({ found }) => found).map(({ field }) => field)).toEqual(['phone']);
  });

  it('speak for one person, against, or say nothing', () => {
    const verdicts = Object.fromEntries(
      comparisonOf([
        { field: 'name', level: 'homophone', weight: 5.1 },
        { field: 'birth_date', level: 'different', weight: -4 },
        { field: 'id_number', level: 'missing', weight: 0 },
      ]).map(({ field, verdict }) => [field, verdict]),
    );
    expect(verdicts).toMatchObject({ name: 'speaksFor', birth_date: 'speaksAgainst', id_number: 'saysNothing', sex: 'saysNothing' });
  });
});
