import { type Day, addDays, addMonths, periodEnd, yearOf } from '~/format/day';

export const QUICK = ['last_7', 'last_28', 'last_90', 'year_to_date', 'last_12_months', 'last_5_years', 'all'] as const;
export type Quick = (typeof QUICK)[number];

/** A quick range, counted back from the last day that has data: published series end long before today. */
export function quickRange(quick: Quick, first: Day, last: Day): { from: Day; to: Day } {
  switch (quick) {
    case 'last_7':
      return { from: addDays(last, -6), to: last };
    case 'last_28':
      return { from: addDays(last, -27), to: last };
    case 'last_90':
      return { from: addDays(last, -89), to: last };
    case 'year_to_date':
      return { from: `${yearOf(last)}-01-01`, to: last };
    case 'last_12_months':
      return { from: addDays(addMonths(last, -12), 1), to: last };
    case 'last_5_years':
      return { from: addDays(addMonths(last, -60), 1), to: last };
    case 'all':
      return { from: first, to: last };
  }
}

export const yearRange = (year: number) => ({ from: `${year}-01-01`, to: `${year}-12-31` });

export function monthRange(year: number, month: number) {
  const from = `${year}-${String(month).padStart(2, '0')}-01`;
  return { from, to: periodEnd(from, 'month') };
}
