import { useTranslation } from 'react-i18next';

import { shadeOf } from '~/charts/breaks';
import { Legend, type LegendItem } from '~/charts/Legend';
import { usePalette } from '~/charts/palette';
import { useFormat } from '~/format/useFormat';

import type { Metric } from './metric';

interface Props {
  breaks: number[];
  metric: Metric;
  hasSilent: boolean;
}

/** Which colour stands for how many. */
export function MapLegend({ breaks, metric, hasSilent }: Props) {
  const { t } = useTranslation('charts');
  const { t: common } = useTranslation('common');
  const format = useFormat();
  const palette = usePalette();
  const print = metric === 'rate' ? format.rate : format.integer;

  const items: LegendItem[] = [{ label: t('zero'), color: palette.classes[0] as string, shape: 'bar' }];
  breaks.forEach((upper, index) => {
    const below = index === 0 ? 0 : (breaks[index - 1] as number);
    const from = metric === 'rate' ? below : below + 1;
    const label = from >= upper ? print(upper) : t('class_range', { from: print(from), to: print(upper) });
    items.push({ label: metric === 'rate' && index === 0 ? `≤ ${print(upper)}` : label, color: palette.classes[shadeOf(index + 1, breaks.length)] as string, shape: 'bar' });
  });
  if (hasSilent) items.push({ label: common('not_reported'), color: palette.emptyHatch, shape: 'hatch' });
  return <Legend items={items} />;
}
