import type { Period } from '~/api/types';
import type { Format } from '~/format/useFormat';

/** Beyond these many points ticks stand only where a larger unit begins. */
const MOST_DAYS = 100;
const MOST_MONTHS = 24;

/** True when an axis needs the year beside a day. */
export const severalYears = (days: string[]) => days[0]?.slice(0, 4) !== days.at(-1)?.slice(0, 4);

/** Labels of a time axis: long daily axes name the months' first days, long monthly ones the years. */
export function timeTicks(days: string[], period: Period, format: Pick<Format, 'tick'>) {
  if (period === 'month' && days.length > MOST_MONTHS) {
    return { interval: (_: number, day: string) => day.slice(5, 7) === '01', formatter: (day: string) => day.slice(0, 4) };
  }
  const formatter = (day: string) => format.tick(day, period, severalYears(days));
  if (period === 'day' && days.length > MOST_DAYS) {
    return { interval: (_: number, day: string) => day.endsWith('-01'), formatter };
  }
  return { formatter };
}
