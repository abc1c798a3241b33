/** Calendar days as `YYYY-MM-DD` text, as the API speaks them; arithmetic in UTC so that no time zone moves a day. */
import type { Period } from '~/api/types';

export type Day = string;

const DAY_MS = 86_400_000;

/** A day of the calendar: the 30th of February is none. */
export function isDay(text: string | null): text is Day {
  if (text === null || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = toDate(text);
  return !Number.isNaN(date.getTime()) && fromDate(date) === text;
}

export const toDate = (day: Day) => new Date(`${day}T00:00:00Z`);
export const fromDate = (date: Date): Day => date.toISOString().slice(0, 10);

export const addDays = (day: Day, days: number): Day => fromDate(new Date(toDate(day).getTime() + days * DAY_MS));

/** The same day `months` away, held to the last day of a shorter month. */
export function addMonths(day: Day, months: number): Day {
  const date = toDate(day);
  const first = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(date.getUTCDate(), last));
  return fromDate(first);
}

/** Days from one to the other, both counted. */
export const daysBetween = (from: Day, to: Day): number =>
  Math.round((toDate(to).getTime() - toDate(from).getTime()) / DAY_MS) + 1;

export const yearOf = (day: Day): number => Number(day.slice(0, 4));

/** ISO 8601 week, Monday first; its year can differ from the calendar year around New Year. */
export function isoWeek(day: Day): { year: number; week: number } {
  const date = toDate(day);
  const weekday = (date.getUTCDay() + 6) % 7;
  const thursday = new Date(date.getTime() + (3 - weekday) * DAY_MS);
  const year = thursday.getUTCFullYear();
  const week = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / DAY_MS / 7) + 1;
  return { year, week };
}

/** The last day of the period that starts on `day`. */
export function periodEnd(day: Day, period: Period): Day {
  if (period === 'week') return addDays(day, 6);
  if (period === 'month') return addDays(addMonths(day, 1), -1);
  if (period === 'year') return addDays(addMonths(day, 12), -1);
  return day;
}
