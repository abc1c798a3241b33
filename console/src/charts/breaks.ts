/** Upper bounds of up to `classes` choropleth classes over positive values: quantiles, rounded so that they can be read. */
export function classBreaks(values: number[], classes = 5): number[] {
  const positive = values.filter((value) => value > 0).sort((a, b) => a - b);
  if (positive.length === 0) return [];
  const breaks = new Set<number>();
  for (let i = 1; i <= classes; i += 1) {
    const at = Math.min(positive.length - 1, Math.ceil((positive.length * i) / classes) - 1);
    breaks.add(roundUp(positive[at] as number));
  }
  return [...breaks].sort((a, b) => a - b);
}

/** The class of a value: 0 for zero, then 1 for the first break and so on. */
export function classOf(value: number, breaks: number[]): number {
  if (value <= 0) return 0;
  const index = breaks.findIndex((bound) => value <= bound);
  return (index < 0 ? breaks.length - 1 : index) + 1;
}

/** The next number above with two significant digits; whole numbers below 100 stay as they are. */
export function roundUp(value: number): number {
  if (Number.isInteger(value) && value < 100) return value;
  const step = 10 ** (Math.floor(Math.log10(value)) - 1);
  return Number((Math.ceil(value / step - 1e-9) * step).toPrecision(2));
}
