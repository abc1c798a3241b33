import { useStreams } from '~/api/reference';
import { type Subject, subjectIn } from '~/shell/subject';
import { useScope } from '~/shell/ScopeProvider';

/** Completes a wish for a disease or a stream to a subject the present area has data for. */
export function useRegionStreams(): (wish: Partial<Subject>) => Partial<Subject> {
  const { scope } = useScope();
  const streams = useStreams(scope.area);
  return (wish) => subjectIn(streams.data ?? [], wish, scope);
}
