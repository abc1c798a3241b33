/**
 * Upper bounds of up to `classes` choropleth classes over positive values, in equal ratios from the least to the most.
 *
 * Counts of cases are skewed: equal steps would leave all areas but one in the first class, and quantiles would hide
 * the one among its neighbours.
 */
export function classBreaks(values: number[], classes = 5): number[] {
  const positive = values.filter((value) => value > 0);
  if (positive.length === 0) return [];
  const least = Math.min(...positive);
  const most = Math.max(...positive);
  const wanted = Math.min(classes, new Set(positive).size);
  const ratio = (most / least) ** (1 / wanted);
  const breaks = new Set<number>();
  for (let i = 1; i < wanted; i += 1) breaks.add(roundUp(least * ratio ** i));
  breaks.add(roundUp(most));
  return [...breaks].filter((bound) => positive.some((value) => value <= bound)).sort((x, y) => x - y);
}

/** The class of a value: 0 for zero, then 1 for the first break and so on. */
export function classOf(value: number, breaks: number[]): number {
  if (value <= 0) return 0;
  const index = breaks.findIndex((bound) => value <= bound);
  return (index < 0 ? breaks.length - 1 : index) + 1;
}

/** The shade, 0 to 5, that draws a class: fewer classes are spread over the same shades so that they stay apart. */
export function shadeOf(index: number, classes: number): number {
  if (index === 0 || classes >= 5) return Math.min(index, 5);
  if (classes === 1) return 3;
  if (classes === 2) return index === 1 ? 2 : 4;
  return Math.round(1 + ((index - 1) * 4) / (classes - 1));
}

/** The next number above with two significant digits; from 1 to 100 the next whole number. */
export function roundUp(value: number): number {
  if (value >= 1 && value < 100) return Math.ceil(value - 1e-9);
  const step = 10 ** (Math.floor(Math.log10(value)) - 1);
  return Number((Math.ceil(value / step - 1e-9) * step).toPrecision(2));
}
