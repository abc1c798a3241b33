import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import { useDetectors } from '~/api/reference';
import { useBilingual } from '~/i18n/language';

import type { CurveWords } from './epiCurve';

/** The epidemic curve's words, with detectors called by their names. */
export function useCurveWords(): CurveWords {
  const { t } = useTranslation('charts');
  const { t: common } = useTranslation('common');
  const { name } = useBilingual();
  const detectors = useDetectors();
  return useMemo(() => {
    const called = (id: string) => name(detectors.data?.find((detector) => detector.id === id)) || id;
    return {
      observed: t('observed'),
      notReported: common('not_reported'),
      incomplete: t('incomplete'),
      missing: (parts) => t('missing', { parts }),
      expected: (id) => (id ? t('expected', { detector: called(id) }) : t('expected_only')),
      bound: (id) => (id ? t('bound', { detector: called(id) }) : t('bound_only')),
      probability: t('p'),
      alarm: (id) => (id ? t('alarm', { detector: called(id) }) : t('alarm_only')),
      why: t('why'),
    };
  }, [t, common, name, detectors.data]);
}
