import { useTranslation } from 'react-i18next';

import { changeOf } from '~/format/change';
import { useFormat } from '~/format/useFormat';

type Maybe = number | null | undefined;

/** A change as words and numbers; arrows and colours alone are read in opposite ways. */
export function useChangeText(): (value: Maybe, before: Maybe) => string {
  const { t } = useTranslation('situation');
  const format = useFormat();
  return (value, before) => {
    const change = changeOf(value, before);
    if (change.kind === 'unknown') return t('change.unknown');
    if (change.kind === 'same') return t('change.same');
    const by = format.integer(change.by);
    if (change.share === null) return t(`change.${change.kind}`, { by });
    return t(`change.${change.kind}_share`, { by, share: format.share(change.share) });
  };
}
