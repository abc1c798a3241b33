import styles from './charts.module.css';

export interface LegendItem {
  label: string;
  color: string;
  shape: 'bar' | 'line' | 'dashed' | 'triangle' | 'hatch' | 'foot' | 'faint';
}

/** What the marks of a picture mean, as text beside it. */
export function Legend({ items }: { items: LegendItem[] }) {
  return (
    <ul className={styles.legend}>
      {items.map(({ label, color, shape }) => (
        <li key={`${shape}-${label}`}>
          <svg width="18" height="12" aria-hidden focusable="false">
            <Glyph shape={shape} color={color} />
          </svg>
          {label}
        </li>
      ))}
    </ul>
  );
}

function Glyph({ shape, color }: { shape: LegendItem['shape']; color: string }) {
  switch (shape) {
    case 'bar':
      return <rect x="3" y="1" width="12" height="10" rx="1" fill={color} stroke="var(--line-strong)" strokeWidth="0.5" />;
    case 'faint':
      return <rect x="3" y="1" width="12" height="10" rx="1" fill={color} opacity="0.5" />;
    case 'line':
      return <path d="M0 6h18" stroke={color} strokeWidth="2" />;
    case 'dashed':
      return <path d="M0 6h18" stroke={color} strokeWidth="2" strokeDasharray="4 3" />;
    case 'triangle':
      return <path d="M4 2h10l-5 8z" fill={color} />;
    case 'foot':
      return <path d="M2 9h14" stroke={color} strokeWidth="3" />;
    case 'hatch':
      return (
        <>
          <rect x="3" y="1" width="12" height="10" rx="1" fill="none" stroke={color} />
          <path d="M3 7l6-6M4 11L14 1M9 11l6-6" stroke={color} strokeWidth="1" />
        </>
      );
  }
}
