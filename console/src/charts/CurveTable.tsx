import { useTranslation } from 'react-i18next';

import type { SeriesView } from '~/api/types';
import { useFormat } from '~/format/useFormat';

import { type Column, DataTable } from './DataTable';
import { drawnDetections } from './epiCurve';
import { useCurveWords } from './useCurveWords';

type Point = SeriesView['points'][number];

/** The numbers of an epidemic curve, newest first. */
export function CurveTable({ series, caption, height }: { series: SeriesView; caption: string; height: number }) {
  const { t } = useTranslation('charts');
  const format = useFormat();
  const words = useCurveWords();
  const columns: Column<Point>[] = [
    { title: t('period'), cell: ({ day }) => format.period(day, series.period) },
    { title: words.observed, numeric: true, cell: ({ value }) => (value == null ? words.notReported : format.integer(value)) },
    ...(series.points.some(({ value, parts_missing }) => value != null && parts_missing > 0)
      ? [{ title: words.incomplete, cell: ({ value, parts_missing }: Point) => (value != null && parts_missing > 0 ? words.missing(parts_missing) : '') }]
      : []),
  ];
  const drawn = drawnDetections(series);
  for (const detection of drawn) {
    const called = drawn.length > 1 ? detection.detector : null;
    const judged = new Map(detection.points.map((point) => [point.day, point]));
    columns.push(
      { title: words.expected(called), numeric: true, cell: ({ day }) => format.estimate(judged.get(day)?.expected) },
      { title: words.bound(called), numeric: true, cell: ({ day }) => format.estimate(judged.get(day)?.bound) },
      { title: words.alarm(called), cell: ({ day }) => (judged.get(day)?.alarm ? `▼ ${t('yes')}` : '') },
    );
  }
  return <DataTable caption={caption} columns={columns} rows={[...series.points].reverse()} rowKey={({ day }) => day} height={height} />;
}
