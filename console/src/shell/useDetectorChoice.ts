import { useDetectors } from '~/api/reference';
import type { DetectorView, Period } from '~/api/types';

import { useParam } from './useParam';

const NONE = 'none';

/** Daily series seldom have the years of history the others need; monthly ones have. */
const FIRST_METHODS: Partial<Record<Period, string[]>> = {
  day: ['ears_c2', 'ears_c1', 'ears_c3'],
  week: ['farrington_flexible', 'moving_percentile'],
  month: ['farrington_flexible', 'moving_percentile'],
};

interface DetectorChoice {
  /** Ids of the detectors to draw. */
  chosen: string[];
  choose: (ids: string[]) => void;
  /** Detectors that judge counts of this period. */
  offered: DetectorView[];
  /** False until it is known which detectors there are. */
  ready: boolean;
}

/** The detectors to draw, held in the address; without a word there, the first that fits or none. */
export function useDetectorChoice(period: Period | undefined, unsaid: 'first' | 'none'): DetectorChoice {
  const detectors = useDetectors();
  const [param, setParam] = useParam('detector');
  const offered = (detectors.data ?? []).filter((detector) => period !== undefined && detector.period.includes(period));
  const asked = param === null ? (unsaid === 'first' ? usual(offered, period) : []) : param.split(',');
  return {
    chosen: asked.filter((id) => offered.some((detector) => detector.id === id)),
    choose: (ids) => setParam(ids.length > 0 ? ids.join(',') : NONE),
    offered,
    ready: (detectors.isSuccess && period !== undefined) || detectors.isError,
  };
}

/** The detector shown before anyone chose: the first whose method suits the period. */
function usual(offered: DetectorView[], period: Period | undefined): string[] {
  const methods = (period && FIRST_METHODS[period]) ?? [];
  const found = methods.map((method) => offered.find((detector) => detector.method === method)).find(Boolean);
  const first = found ?? offered[0];
  return first ? [first.id] : [];
}
