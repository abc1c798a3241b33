import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import type { Period } from '~/api/types';
import { useLanguage } from '~/i18n/language';

import { type Day, isoWeek, toDate, yearOf } from './day';
import * as number from './number';

const DASH = '–';
/** The whole country keeps one time, whatever the clock of the device says. */
const ZONE = 'Asia/Shanghai';

type Maybe = number | null | undefined;

/** Numbers and dates as the chosen language writes them; a missing value is a dash, never a zero. */
export function useFormat() {
  const language = useLanguage();
  const { t } = useTranslation('format');

  return useMemo(() => {
    const locale = number.localeOf(language);
    const or = (format: (value: number, language: 'zh' | 'en') => string) => (value: Maybe) =>
      value == null ? DASH : format(value, language);

    const dayFormat = new Intl.DateTimeFormat(locale, { dateStyle: language === 'zh' ? 'long' : 'medium', timeZone: 'UTC' });
    const monthFormat = new Intl.DateTimeFormat(locale, { year: 'numeric', month: language === 'zh' ? 'long' : 'short', timeZone: 'UTC' });
    const dayMonthFormat = new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric', timeZone: 'UTC' });
    const instantFormat = new Intl.DateTimeFormat(locale, {
      year: 'numeric',
      month: language === 'zh' ? 'long' : 'short',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      timeZone: ZONE,
    });
    const secondFormat = new Intl.DateTimeFormat(locale, {
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
      timeZone: ZONE,
    });

    const day = (value: Day | null | undefined) => (value ? dayFormat.format(toDate(value)) : DASH);

    const period = (value: Day, unit: Period) => {
      if (unit === 'year') return t('year', { year: yearOf(value) });
      if (unit === 'month') return monthFormat.format(toDate(value));
      if (unit === 'week') return t('week', isoWeek(value));
      return day(value);
    };

    /** A tick on a time axis: short, a day's year only where the axis runs over several. */
    const tick = (value: Day, unit: Period, years: boolean) => {
      if (unit === 'year') return String(yearOf(value));
      if (unit === 'month') return `${yearOf(value)}-${value.slice(5, 7)}`;
      if (unit === 'week') {
        const { year, week } = isoWeek(value);
        return `${year}-W${String(week).padStart(2, '0')}`;
      }
      if (years) return value;
      return dayMonthFormat.format(toDate(value));
    };

    return {
      integer: or(number.formatInteger),
      estimate: or(number.formatEstimate),
      rate: or(number.formatRate),
      probability: or(number.formatProbability),
      share: or(number.formatShare),
      bytes: or(number.formatBytes),
      day,
      period,
      tick,
      range: (from: Day, to: Day) => t('range', { from: day(from), to: day(to) }),
      instant: (value: string | null | undefined) => (value ? instantFormat.format(new Date(value)) : DASH),
      /** To the second, as traces and proofs need it. */
      second: (value: string | null | undefined) => (value ? secondFormat.format(new Date(value)) : DASH),
    };
  }, [language, t]);
}

export type Format = ReturnType<typeof useFormat>;
