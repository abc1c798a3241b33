interface Props {
  values: (number | null)[];
  width?: number;
  height?: number;
}

/** A trend in the size of a word: bars, with gaps where nothing was reported. Decoration beside the number. */
export function Sparkline({ values, width = 96, height = 32 }: Props) {
  const top = Math.max(1, ...values.map((value) => value ?? 0));
  const step = width / Math.max(1, values.length);
  return (
    <svg width="100%" height={height} viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden focusable="false">
      {values.map((value, index) =>
        value == null ? (
          <rect key={index} x={index * step} y={height - 1} width={Math.max(1, step - 1)} height={1} fill="var(--line-strong)" />
        ) : (
          <rect
            key={index}
            x={index * step}
            y={height - Math.max(1, (value / top) * height)}
            width={Math.max(1, step - 1)}
            height={Math.max(1, (value / top) * height)}
            fill="var(--accent)"
            opacity={value === 0 ? 0.35 : 0.75}
          />
        ),
      )}
    </svg>
  );
}
