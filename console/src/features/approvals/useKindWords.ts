import { useBilingual } from '~/i18n/language';

import { useCatalogue } from './queries';

/** Says what an emergency access opens, as the city's pack names it; a kind the pack no longer knows stays as it is. */
export function useKindWords(): (kind: string) => string {
  const { name } = useBilingual();
  const kinds = useCatalogue().data?.emergency_kinds;
  return (kind) => name(kinds?.find(({ id }) => id === kind)) || kind;
}
