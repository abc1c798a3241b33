import { describe, expect, it } from 'vitest';

import type { NamedView, StreamView } from '~/api/types';

import { monthRange, quickRange, yearRange } from './dateRanges';
import { type Scope, defaultView, isComplete, readScope, writeScope } from './scope';
import { subjectIn } from './subject';

const FALLBACK: Scope = {
  area: '140900',
  from: '2020-01-20',
  to: '2020-03-31',
  stream: 'covid19_confirmed',
  condition: 'covid19',
  stratum: 'imported',
};

describe('the scope in the address', () => {
  it('comes back as it was written', () => {
    const scope: Scope = { ...FALLBACK, area: '371500', stratum: 'all' };
    const written = writeScope(new URLSearchParams('sort=-value'), scope);
    expect(readScope(written, FALLBACK)).toEqual(scope);
    expect(written.get('sort')).toBe('-value');
    expect(isComplete(written)).toBe(true);
  });

  it('takes what is missing or malformed from the fallback', () => {
    expect(readScope(new URLSearchParams('area=370000&from=yesterday'), FALLBACK)).toEqual({ ...FALLBACK, area: '370000' });
  });

  it('does not carry a stratum over to a stream that was named without one', () => {
    expect(readScope(new URLSearchParams('stream=notifiable_cases'), FALLBACK).stratum).toBe('all');
  });

  it('puts reversed dates in order', () => {
    const scope = readScope(new URLSearchParams('from=2020-03-01&to=2020-02-01'), FALLBACK);
    expect([scope.from, scope.to]).toEqual(['2020-02-01', '2020-03-01']);
  });
});

describe('the first view', () => {
  const views = [{ region: '100000' }, { region: '371500' }] as NamedView[];

  it("is about the account's own area where the pack has one", () => {
    expect(defaultView(views, '371500')?.region).toBe('371500');
    expect(defaultView(views, '140900')?.region).toBe('100000');
    expect(defaultView([], '140900')).toBeUndefined();
  });
});

describe('date ranges', () => {
  it('count back from the last day with data', () => {
    expect(quickRange('last_7', '2020-01-20', '2020-12-08')).toEqual({ from: '2020-12-02', to: '2020-12-08' });
    expect(quickRange('last_12_months', '2004-01-01', '2019-12-01')).toEqual({ from: '2018-12-02', to: '2019-12-01' });
    expect(quickRange('year_to_date', '2020-01-20', '2020-12-08').from).toBe('2020-01-01');
    expect(quickRange('all', '2020-01-20', '2020-12-08')).toEqual({ from: '2020-01-20', to: '2020-12-08' });
  });

  it('cover whole years and months', () => {
    expect(yearRange(2019)).toEqual({ from: '2019-01-01', to: '2019-12-31' });
    expect(monthRange(2020, 2)).toEqual({ from: '2020-02-01', to: '2020-02-29' });
  });
});

describe('a subject', () => {
  const stream = (id: string, conditions: string[], strata = ['all']) =>
    ({ id, strata, conditions: conditions.map((code) => ({ code })) }) as unknown as StreamView;
  const streams = [stream('daily', ['covid19'], ['all', 'imported']), stream('monthly', ['measles', 'mumps'])];
  const present = { stream: 'daily', condition: 'covid19', stratum: 'imported' };

  it('moves to the stream that has the disease', () => {
    expect(subjectIn(streams, { condition: 'mumps' }, present)).toEqual({ stream: 'monthly', condition: 'mumps', stratum: 'all' });
  });

  it('takes a disease of the stream that was named', () => {
    expect(subjectIn(streams, { stream: 'monthly' }, present)).toEqual({ stream: 'monthly', condition: 'measles', stratum: 'all' });
  });

  it('keeps what still fits', () => {
    expect(subjectIn(streams, { stream: 'daily' }, present)).toEqual(present);
  });

  it('leaves a wish nobody can answer to the page, which says so', () => {
    expect(subjectIn(streams, { condition: 'plague' }, present)).toEqual({ stream: 'daily', condition: 'plague', stratum: 'all' });
  });
});
