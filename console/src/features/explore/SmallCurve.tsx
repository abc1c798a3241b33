import { useMemo } from 'react';

import type { SeriesView } from '~/api/types';
import { Chart } from '~/charts/Chart';
import { type ChartOption, tooltipHtml } from '~/charts/option';
import { CHART_FONT, usePalette } from '~/charts/palette';
import { timeTicks } from '~/charts/timeTicks';
import { useCurveWords } from '~/charts/useCurveWords';
import { type Format, useFormat } from '~/format/useFormat';

interface Props {
  series: SeriesView;
  /** The common upper end of the scale. */
  top: number;
  label: string;
}

/** One of several pictures on a common scale. */
export function SmallCurve({ series, top, label }: Props) {
  const palette = usePalette();
  const format = useFormat();
  const words = useCurveWords();
  const option = useMemo(() => smallCurve(series, top, palette, format, words.notReported), [series, top, palette, format, words]);
  return <Chart option={option} height={120} label={label} />;
}

function smallCurve(series: SeriesView, top: number, palette: ReturnType<typeof usePalette>, format: Format, notReported: string): ChartOption {
  const { points, period } = series;
  const days = points.map(({ day }) => day);
  return {
    animation: false,
    textStyle: { fontFamily: CHART_FONT },
    grid: { left: 4, right: 4, top: 8, bottom: 2, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: {
      type: 'category',
      data: days,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: palette.axis } },
      axisLabel: { color: palette.muted, fontSize: 11, hideOverlap: true, ...timeTicks(days, period, format) },
    },
    yAxis: {
      type: 'value',
      max: top,
      splitNumber: 2,
      minInterval: 1,
      axisLabel: { color: palette.muted, fontSize: 11, formatter: (value: number) => format.integer(value) },
      splitLine: { lineStyle: { color: palette.grid } },
    },
    tooltip: {
      trigger: 'axis',
      confine: true,
      backgroundColor: palette.surface,
      borderColor: palette.axis,
      textStyle: { color: palette.text, fontSize: 12 },
      formatter: (hovered) => {
        const point = points[(Array.isArray(hovered) ? hovered[0] : hovered)?.dataIndex ?? 0];
        if (!point) return '';
        const value = point.value == null ? notReported : format.integer(point.value);
        return tooltipHtml(format.period(point.day, period), [{ label: '', value }]);
      },
    },
    series: [{ type: 'bar', data: points.map(({ value }) => value ?? null), itemStyle: { color: palette.observed }, barCategoryGap: '15%' }],
  } as ChartOption;
}
