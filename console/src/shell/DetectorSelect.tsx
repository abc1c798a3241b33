import { Select } from 'antd';
import { useTranslation } from 'react-i18next';

import type { Period } from '~/api/types';
import { useBilingual } from '~/i18n/language';

import { useDetectorChoice } from './useDetectorChoice';

interface Props {
  period: Period | undefined;
  mode: 'one' | 'many';
}

/** Chooses the detectors laid over a curve. */
export function DetectorSelect({ period, mode }: Props) {
  const { t } = useTranslation('shell');
  const { name } = useBilingual();
  const { chosen, choose, offered } = useDetectorChoice(period, mode === 'one' ? 'first' : 'none');
  const options = offered.map((detector) => ({ value: detector.id, label: name(detector) }));

  if (mode === 'one') {
    return (
      <Select
        aria-label={t('detector.label')}
        value={chosen[0] ?? ''}
        options={[{ value: '', label: t('detector.none') }, ...options]}
        popupMatchSelectWidth={false}
        style={{ width: 176 }}
        onChange={(id) => choose(id ? [id] : [])}
      />
    );
  }
  return (
    <Select
      mode="multiple"
      showSearch={{ optionFilterProp: 'label' }}
      aria-label={t('detector.label')}
      placeholder={t('detector.overlay')}
      value={chosen}
      options={options}
      maxTagCount="responsive"
      popupMatchSelectWidth={false}
      style={{ width: 260 }}
      onChange={choose}
    />
  );
}
