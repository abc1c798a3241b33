import { useTranslation } from 'react-i18next';

import type { Period } from '~/api/types';
import { Choice } from '~/shell/Choice';

import { usePeriod } from './usePeriod';

export function PeriodChoice({ native }: { native: Period | undefined }) {
  const { t } = useTranslation('explore');
  const { period, offered, setPeriod } = usePeriod(native);
  if (!period) return null;
  return (
    <Choice
      quiet
      label={t('period.label')}
      options={offered.map((value) => ({ value, label: t(`period.${value}`) }))}
      value={period}
      onChange={setPeriod}
    />
  );
}
