/** How a value stands against an earlier one, as words and numbers can say it. */
export type Change =
  | { kind: 'unknown' }
  | { kind: 'same' }
  | { kind: 'more' | 'fewer'; by: number; share: number | null };

export function changeOf(value: number | null | undefined, before: number | null | undefined): Change {
  if (value == null || before == null) return { kind: 'unknown' };
  const by = value - before;
  if (by === 0) return { kind: 'same' };
  return { kind: by > 0 ? 'more' : 'fewer', by: Math.abs(by), share: before === 0 ? null : Math.abs(by) / before };
}
