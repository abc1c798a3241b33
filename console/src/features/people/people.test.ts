import { describe, expect, it } from 'vitest';

import { COMPARED, comparisonOf } from './comparison';
import { inputOf, newDraft, row } from './personDraft';

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

describe('a person typed in', () => {
  const draft = { ...newDraft('140902001'), names: [row({ kind: 'current' as const, text: ' Somebody ' }), row({ kind: 'former' as const, text: ' ' })] };

  it('is sent without the rows nothing was typed into', () => {
    const { names, documents, phones } = inputOf(draft);
    expect(names).toEqual([{ kind: 'current', text: 'Somebody' }]);
    expect([documents, phones]).toEqual([[], []]);
  });

  it('has a birth that is not known rather than one without a day', () => {
    expect(inputOf(draft).birth).toEqual({ date: null, precision: 'unknown' });
    expect(inputOf({ ...draft, birth: { date: '1950-01-01', precision: 'year' } }).birth).toEqual({ date: '1950-01-01', precision: 'year' });
  });

  it('keeps what the form does not show', () => {
    const kept = { household: 'h', relation: '02', guardians: [], family_doctor: 'd' };
    expect(inputOf({ ...draft, kept })).toMatchObject(kept);
  });
});
