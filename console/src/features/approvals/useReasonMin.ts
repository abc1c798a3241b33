import { useCatalogue } from './queries';

/** Until the city's own limit is known. */
const REASON_CHARACTERS_MIN = 10;

/** How long a reason has to be, as the city's pack says. */
export function useReasonMin(): number {
  const limits = useCatalogue().data?.limits;
  return limits?.['reason_chars']?.value ?? REASON_CHARACTERS_MIN;
}
