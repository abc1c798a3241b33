import { describe, expect, it } from 'vitest';

import { changeOf } from './change';
import { addDays, addMonths, daysBetween, isDay, isoWeek, periodEnd } from './day';
import { formatBytes, formatEstimate, formatProbability, formatRate } from './number';

describe('days', () => {
  it('move without regard to time zones', () => {
    expect(addDays('2020-02-28', 2)).toBe('2020-03-01');
    expect(addDays('2020-03-01', -1)).toBe('2020-02-29');
    expect(daysBetween('2020-01-20', '2020-01-26')).toBe(7);
  });

  it('hold to the end of a shorter month', () => {
    expect(addMonths('2020-03-31', -1)).toBe('2020-02-29');
    expect(addMonths('2019-12-15', 1)).toBe('2020-01-15');
  });

  it('know their ISO week, whose year differs around New Year', () => {
    expect(isoWeek('2020-12-31')).toEqual({ year: 2020, week: 53 });
    expect(isoWeek('2021-01-03')).toEqual({ year: 2020, week: 53 });
    expect(isoWeek('2024-12-30')).toEqual({ year: 2025, week: 1 });
  });

  it('end a period on its last day', () => {
    expect(periodEnd('2020-02-01', 'month')).toBe('2020-02-29');
    expect(periodEnd('2020-01-01', 'year')).toBe('2020-12-31');
    expect(periodEnd('2020-02-17', 'week')).toBe('2020-02-23');
  });

  it('are recognised only as whole dates', () => {
    expect(isDay('2020-02-20')).toBe(true);
    expect(isDay('2020-13-01')).toBe(false);
    expect(isDay('2020-02-30')).toBe(false);
    expect(isDay('2020-2-1')).toBe(false);
    expect(isDay(null)).toBe(false);
  });
});

describe('numbers', () => {
  it('keep small rates from looking like zero', () => {
    expect(formatRate(0.26, 'zh')).toBe('0.26');
    expect(formatRate(0.0004, 'en')).toBe('0.0004');
    expect(formatRate(0, 'en')).toBe('0.00');
  });

  it('round estimates to what can be meant', () => {
    expect(formatEstimate(2.391, 'en')).toBe('2.39');
    expect(formatEstimate(10727.4, 'en')).toBe('10,727');
  });

  it('never round a probability down to zero', () => {
    expect(formatProbability(1e-9, 'en')).toBe('< 0.0001');
    expect(formatProbability(0.0123, 'en')).toBe('0.012');
  });

  it('say file sizes in readable units', () => {
    expect(formatBytes(512, 'en')).toBe('512 B');
    expect(formatBytes(20480, 'en')).toBe('20 KB');
  });
});

describe('changes', () => {
  it('are unknown when either side was not reported', () => {
    expect(changeOf(3, null)).toEqual({ kind: 'unknown' });
    expect(changeOf(undefined, 3)).toEqual({ kind: 'unknown' });
  });

  it('have no share of nothing', () => {
    expect(changeOf(3, 0)).toEqual({ kind: 'more', by: 3, share: null });
  });

  it('say how many and what share', () => {
    expect(changeOf(2, 8)).toEqual({ kind: 'fewer', by: 6, share: 0.75 });
    expect(changeOf(2, 2)).toEqual({ kind: 'same' });
  });
});
