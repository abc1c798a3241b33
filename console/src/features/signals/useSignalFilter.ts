import { useScope } from '~/shell/ScopeProvider';
import { useParam } from '~/shell/useParam';

export const SIGNAL_SORTS = ['-day', 'day', '-score', 'score'] as const;
type SignalSort = (typeof SIGNAL_SORTS)[number];

/** What the list asks for: the scope's area and days, and this page's own disease, detector and order. */
export function useSignalFilter() {
  const { scope } = useScope();
  const [condition, setCondition] = useParam('only_condition');
  const [detector, setDetector] = useParam('only_detector');
  const [param, setParam] = useParam('sort');
  const sort: SignalSort = SIGNAL_SORTS.find((item) => item === param) ?? '-day';
  return {
    filter: {
      region: scope.area,
      from: scope.from,
      to: scope.to,
      condition: condition ?? undefined,
      detector: detector ?? undefined,
      sort,
    },
    setCondition,
    setDetector,
    setSort: (next: string) => setParam(next === '-day' ? null : next),
  };
}
