import { describe, expect, it } from 'vitest';

import type { SeriesView } from '~/api/types';

import { classBreaks, classOf, roundUp, shadeOf } from './breaks';
import { drawnDetections, epiCurve } from './epiCurve';
import { escapeHtml, tooltipHtml } from './option';
import { paletteOf } from './palette';
import { severalYears, timeTicks } from './timeTicks';

describe('choropleth classes', () => {
  it('leave one outlying area alone in the last class', () => {
    const values = [7, 18, 30, 38, 47, 60, 260];
    const breaks = classBreaks(values);
    expect(breaks).toHaveLength(5);
    expect(values.filter((value) => classOf(value, breaks) === 5)).toEqual([260]);
  });

  it('cover every value and keep zero apart', () => {
    const breaks = classBreaks([1, 2, 3]);
    expect(classOf(0, breaks)).toBe(0);
    expect(classOf(3, breaks)).toBe(breaks.length);
    expect(breaks.at(-1)).toBe(3);
  });

  it('are none where nothing is above zero', () => {
    expect(classBreaks([0, 0])).toEqual([]);
  });

  it('need only one class for one value', () => {
    expect(classBreaks([4, 4])).toEqual([4]);
  });

  it('spread few classes over the shades', () => {
    expect([1, 2].map((index) => shadeOf(index, 2))).toEqual([2, 4]);
    expect([1, 2, 3].map((index) => shadeOf(index, 3))).toEqual([1, 3, 5]);
    expect(shadeOf(0, 3)).toBe(0);
  });

  it('have bounds that can be read', () => {
    expect(roundUp(0.0213)).toBe(0.022);
    expect(roundUp(61.2)).toBe(62);
    expect(roundUp(1234)).toBe(1300);
  });
});

const format = {
  tick: (day: string) => day,
  integer: String,
  period: (day: string) => day,
  estimate: String,
  probability: String,
} as never;

const words = {
  observed: 'observed',
  notReported: 'not reported',
  incomplete: 'incomplete',
  missing: String,
  expected: () => 'expected',
  bound: () => 'threshold',
  probability: 'p',
  alarm: () => 'alarm',
  why: 'why',
};

const series = {
  period: 'day',
  native_period: 'day',
  points: [
    { day: '2020-02-19', label: '', value: null, parts_missing: 1 },
    { day: '2020-02-20', label: '', value: 202, parts_missing: 0 },
    { day: '2020-02-21', label: '', value: 0, parts_missing: 0 },
  ],
  detections: [
    {
      detector: 'c1',
      method: 'ears_c1',
      note: null,
      points: [{ day: '2020-02-20', observed: 202, expected: 5, bound: 20, p: 0, alarm: true, why: null }],
    },
    { detector: 'late', method: 'farrington_flexible', note: 'too short', points: [] },
  ],
} as unknown as SeriesView;

interface Drawn {
  type: string;
  data: (number | null)[];
}

describe('the epidemic curve', () => {
  const option = epiCurve({ series, unit: 'cases', words, palette: paletteOf('light'), format });
  const drawn = option.series as Drawn[];

  it('draws silence apart from zero', () => {
    expect(drawn[0]?.data).toEqual([null, 202, 0]);
    const foot = drawn.find(({ type, data }) => type === 'scatter' && data[0] === 0);
    expect(foot?.data).toEqual([0, null, null]);
  });

  it('lays a detector along the days it judged', () => {
    const lines = drawn.filter(({ type }) => type === 'line');
    expect(lines.map(({ data }) => data)).toEqual([
      [null, 5, null],
      [null, 20, null],
    ]);
  });

  it('marks alarms at the observed value', () => {
    expect(drawn.at(-1)?.data).toEqual([null, 202, null]);
  });

  it('draws only detectors that judged something', () => {
    expect(drawnDetections(series).map(({ detector }) => detector)).toEqual(['c1']);
  });

  it('draws a value whose reports are not all in faintly', () => {
    const points = [{ day: '2020-02-17', label: '', value: 5, parts_missing: 2 }];
    const [bars] = epiCurve({ series: { ...series, points }, unit: '', words, palette: paletteOf('light'), format }).series as Drawn[];
    expect(bars?.data).toEqual([{ value: 5, itemStyle: { opacity: 0.5 } }]);
  });

  it('names years on long monthly axes and months on long daily ones', () => {
    const months = Array.from({ length: 30 }, (_, index) => `20${10 + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}-01`);
    const { interval, formatter } = timeTicks(months, 'month', format);
    expect(months.filter((day, index) => interval?.(index, day)).map(formatter)).toEqual(['2010', '2011', '2012']);
    expect(timeTicks(months.slice(0, 12), 'month', format).interval).toBeUndefined();
  });

  it('names the year only on axes that cross one', () => {
    expect(severalYears(['2020-01-01', '2020-12-31'])).toBe(false);
    expect(severalYears(['2019-12-31', '2020-01-01'])).toBe(true);
  });
});

describe('tooltips', () => {
  it('cannot carry markup from data', () => {
    expect(escapeHtml('<b a="1">&\'')).toBe('&lt;b a=&quot;1&quot;&gt;&amp;&#39;');
    expect(tooltipHtml('<img>', [{ label: '<i>', value: '<u>' }])).not.toMatch(/<img>|<u>/);
  });
});
