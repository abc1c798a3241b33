import { useTranslation } from 'react-i18next';

import type { SeriesView } from '~/api/types';
import { useBilingual } from '~/i18n/language';

import { detectorColors, drawnDetections } from './epiCurve';
import { Legend, type LegendItem } from './Legend';
import { usePalette } from './palette';
import { useCurveWords } from './useCurveWords';

/** What the marks of an epidemic curve mean, naming only those it shows. */
export function useCurveLegend(): (series: SeriesView) => LegendItem[] {
  const { t } = useTranslation('charts');
  const { pick } = useBilingual();
  const words = useCurveWords();
  const palette = usePalette();
  return (series) => {
    const drawn = drawnDetections(series);
    const observed = t('observed_unit', { unit: pick(series.unit_zh, series.unit_en) });
    const items: LegendItem[] = [{ label: observed, color: palette.observed, shape: 'bar' }];
    if (series.points.some(({ value }) => value == null)) {
      items.push({ label: words.notReported, color: palette.emptyHatch, shape: 'foot' });
    }
    if (series.points.some(({ value, parts_missing }) => value != null && parts_missing > 0)) {
      items.push({ label: words.incomplete, color: palette.observed, shape: 'faint' });
    }
    drawn.forEach((detection, index) => {
      const called = drawn.length > 1 ? detection.detector : null;
      const colors = detectorColors(index, drawn.length, palette);
      items.push({ label: words.expected(called), color: colors.expected, shape: 'dashed' });
      items.push({ label: words.bound(called), color: colors.bound, shape: 'line' });
      items.push({ label: words.alarm(called), color: colors.alarm, shape: 'triangle' });
    });
    return items;
  };
}

export function CurveLegend({ series }: { series: SeriesView }) {
  return <Legend items={useCurveLegend()(series)} />;
}
