import type { DetectionSeries, SeriesView } from '~/api/types';
import type { Format } from '~/format/useFormat';

import { type ChartOption, tooltipHtml } from './option';
import { CHART_FONT, type Palette } from './palette';
import { timeTicks } from './timeTicks';

export interface CurveWords {
  observed: string;
  notReported: string;
  /** A value that lacks some of the reports it should hold. */
  incomplete: string;
  missing: (parts: number) => string;
  /** The detector is named only where several are drawn. */
  expected: (detector: string | null) => string;
  bound: (detector: string | null) => string;
  probability: string;
  alarm: (detector: string | null) => string;
  why: string;
}

export interface CurveInput {
  series: SeriesView;
  unit: string;
  words: CurveWords;
  palette: Palette;
  format: Format;
  /** A day to point at with a vertical line. */
  mark?: string;
}

/** How faintly a bar is drawn whose reports are not all in. */
export const INCOMPLETE = 0.5;

type DetectionPoint = DetectionSeries['points'][number];

/** The detectors that judged at least one of the days shown. */
export const drawnDetections = ({ detections }: SeriesView) => detections.filter(({ points }) => points.length > 0);

/** Colours of the expected and bound lines: neutral and amber for one detector, a hue of its own for each of several. */
export function detectorColors(index: number, count: number, palette: Palette): { expected: string; bound: string; alarm: string } {
  if (count <= 1) return { expected: palette.expected, bound: palette.bound, alarm: palette.alarm };
  const color = palette.lines[(index + 1) % palette.lines.length] as string;
  return { expected: color, bound: color, alarm: color };
}

/** Observed bars, each detector's expected value and threshold as lines, alarms as triangles, silence as a hatched foot. */
export function epiCurve({ series, unit, words, palette, format, mark }: CurveInput): ChartOption {
  const { points, period } = series;
  const days = points.map(({ day }) => day);
  const position = new Map(days.map((day, index) => [day, index]));
  const drawn = drawnDetections(series);

  /** A detector's values laid along the axis; days it did not judge stay open. */
  const along = (detection: DetectionSeries, value: (point: DetectionPoint) => number | null | undefined) => {
    const line: (number | null)[] = days.map(() => null);
    for (const point of detection.points) {
      const at = position.get(point.day);
      if (at !== undefined) line[at] = value(point) ?? null;
    }
    return line;
  };

  const detectorSeries = drawn.flatMap((detection, index) => {
    const colors = detectorColors(index, drawn.length, palette);
    const line = { type: 'line' as const, showSymbol: false, silent: true, connectNulls: false, z: 3 };
    return [
      { ...line, data: along(detection, (point) => point.expected), lineStyle: { color: colors.expected, width: 1.5, type: 'dashed' as const } },
      { ...line, step: 'middle' as const, data: along(detection, (point) => point.bound), lineStyle: { color: colors.bound, width: 1.5 } },
      {
        type: 'scatter' as const,
        symbol: 'triangle',
        symbolSize: 9,
        symbolRotate: 180,
        symbolOffset: [0, -9 - index * 10],
        silent: true,
        z: 4,
        itemStyle: { color: colors.alarm },
        data: along(detection, (point) => (point.alarm ? point.observed : null)),
      },
    ];
  });

  const silent = points.some(({ value }) => value == null);
  return {
    animation: false,
    textStyle: { fontFamily: CHART_FONT },
    grid: { left: 8, right: 20, top: 20, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: {
      type: 'category',
      data: days,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: palette.axis } },
      axisLabel: { color: palette.muted, hideOverlap: true, ...timeTicks(days, period, format) },
    },
    yAxis: {
      type: 'value',
      minInterval: 1,
      splitNumber: 4,
      axisLabel: { color: palette.muted, formatter: (value: number) => format.integer(value) },
      splitLine: { lineStyle: { color: palette.grid } },
    },
    tooltip: {
      trigger: 'axis',
      confine: true,
      backgroundColor: palette.surface,
      borderColor: palette.axis,
      textStyle: { color: palette.text, fontSize: 13 },
      axisPointer: { type: 'shadow', shadowStyle: { color: palette.grid, opacity: 0.5 } },
      formatter: (hovered) => {
        const at = (Array.isArray(hovered) ? hovered[0] : hovered)?.dataIndex ?? 0;
        return curveTooltip(at, { series, unit, words, palette, format });
      },
    },
    series: [
      {
        type: 'bar',
        data: points.map(({ value, parts_missing }) =>
          value != null && parts_missing > 0 ? { value, itemStyle: { opacity: INCOMPLETE } } : (value ?? null),
        ),
        itemStyle: { color: palette.observed },
        barCategoryGap: points.length > 120 ? '10%' : '25%',
        barMaxWidth: 36,
        large: false,
        markLine: mark
          ? {
              silent: true,
              symbol: 'none',
              label: { show: false },
              lineStyle: { color: palette.alarm, type: 'solid', width: 1 },
              data: [{ xAxis: mark }],
            }
          : undefined,
      },
      ...(silent
        ? [
            {
              type: 'scatter' as const,
              symbol: 'rect',
              symbolSize: [Math.max(2, Math.min(12, 600 / points.length)), 3],
              silent: true,
              itemStyle: { color: palette.emptyHatch },
              data: points.map(({ value }) => (value == null ? 0 : null)),
            },
          ]
        : []),
      ...detectorSeries,
    ],
  } as ChartOption;
}

function curveTooltip(at: number, { series, unit, words, palette, format }: CurveInput): string {
  const point = series.points[at];
  if (!point) return '';
  const lines = [
    { label: words.observed, value: point.value == null ? words.notReported : `${format.integer(point.value)} ${unit}`, color: palette.observed },
  ];
  if (point.value != null && point.parts_missing > 0) {
    lines.push({ label: words.incomplete, value: words.missing(point.parts_missing), color: 'transparent' });
  }
  const drawn = drawnDetections(series);
  drawn.forEach((detection, index) => {
    const judged = detection.points.find(({ day }) => day === point.day);
    if (!judged) return;
    const colors = detectorColors(index, drawn.length, palette);
    const called = drawn.length > 1 ? detection.detector : null;
    lines.push({ label: words.expected(called), value: format.estimate(judged.expected), color: colors.expected });
    lines.push({ label: words.bound(called), value: format.estimate(judged.bound), color: colors.bound });
    if (judged.p != null) lines.push({ label: words.probability, value: format.probability(judged.p), color: 'transparent' });
    if (judged.alarm) lines.push({ label: words.alarm(called), value: '▼', color: colors.alarm });
    if (judged.why && judged.bound == null) lines.push({ label: words.why, value: judged.why, color: 'transparent' });
  });
  return tooltipHtml(format.period(point.day, series.period), lines);
}
