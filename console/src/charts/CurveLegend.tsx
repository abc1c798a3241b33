import { useTranslation } from 'react-i18next';

import type { SeriesView } from '~/api/types';
import { useBilingual } from '~/i18n/language';

import { detectorColors, drawnDetections } from './epiCurve';
import { Legend, type LegendItem } from './Legend';
import { usePalette } from './palette';
import { useCurveWords } from './useCurveWords';

/** The legend of an epidemic curve, naming only the marks it shows. */
export function CurveLegend({ series }: { series: SeriesView }) {
  const { t } = useTranslation('charts');
  const { pick } = useBilingual();
  const words = useCurveWords();
  const palette = usePalette();
  const drawn = drawnDetections(series);
  const items: LegendItem[] = [{ label: t('observed_unit', { unit: pick(series.unit_zh, series.unit_en) }), color: palette.observed, shape: 'bar' }];
  if (series.points.some(({ value }) => value == null)) {
    items.push({ label: words.notReported, color: palette.emptyHatch, shape: 'foot' });
  }
  drawn.forEach((detection, index) => {
    const called = drawn.length > 1 ? detection.detector : null;
    const colors = detectorColors(index, drawn.length, palette);
    items.push({ label: words.expected(called), color: colors.expected, shape: 'dashed' });
    items.push({ label: words.bound(called), color: colors.bound, shape: 'line' });
    items.push({ label: words.alarm(called), color: colors.alarm, shape: 'triangle' });
  });
  return <Legend items={items} />;
}
