import type { Period } from '~/api/types';
import { useParam } from '~/shell/useParam';

const PERIODS: Period[] = ['day', 'week', 'month', 'year'];

/** Periods a stream's counts can be summed to: its own and every longer one its values fall wholly into. */
export function periodsFrom(native: Period): Period[] {
  const longer = PERIODS.slice(PERIODS.indexOf(native));
  // Weeks straddle months and years, but a daily series may still be read by week.
  return longer.filter((period) => period !== 'week' || native === 'day' || native === 'week');
}

/** The period asked for in the address, or the stream's own; undefined until the stream is known. */
export function usePeriod(native: Period | undefined) {
  const [param, setParam] = useParam('period');
  const offered = native ? periodsFrom(native) : [];
  const period = offered.find((item) => item === param) ?? native;
  return { period, offered, setPeriod: (next: Period) => setParam(next === native ? null : next) };
}
