import { Select } from 'antd';
import { useTranslation } from 'react-i18next';

import { useConditions, useDetectors, useStreams } from '~/api/reference';
import { useBilingual } from '~/i18n/language';
import { useScope } from '~/shell/ScopeProvider';

import styles from './signals.module.css';
import { useSignalFilter } from './useSignalFilter';

/** Narrows the list to one disease or one detector. */
export function SignalFilters() {
  const { t } = useTranslation('signals');
  const { scope } = useScope();
  const { name } = useBilingual();
  const { filter, setCondition, setDetector } = useSignalFilter();
  const conditions = useConditions().data ?? [];
  const detectors = useDetectors().data ?? [];
  const counted = new Set(useStreams(scope.area).data?.flatMap((stream) => stream.conditions.map(({ code }) => code)));

  return (
    <>
      <Select
        allowClear
        aria-label={t('filter.condition')}
        placeholder={t('filter.all_conditions')}
        className={styles.filter}
        popupMatchSelectWidth={false}
        showSearch={{ optionFilterProp: 'search' }}
        value={filter.condition}
        options={conditions
          .filter(({ code }) => counted.has(code) || code === filter.condition)
          .map((condition) => ({
            value: condition.code,
            label: name(condition),
            search: `${condition.code} ${condition.name_zh} ${condition.name_en}`.toLowerCase(),
          }))}
        onChange={(code) => setCondition(code ?? null)}
      />
      <Select
        allowClear
        aria-label={t('filter.detector')}
        placeholder={t('filter.all_detectors')}
        className={styles.filter}
        popupMatchSelectWidth={false}
        value={filter.detector}
        options={detectors.map((detector) => ({ value: detector.id, label: name(detector) }))}
        onChange={(id) => setDetector(id ?? null)}
      />
    </>
  );
}
