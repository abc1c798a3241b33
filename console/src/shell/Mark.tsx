/** The product's mark: a stepped curve, as an epidemic curve's bars. */
export function Mark({ size }: { size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden focusable="false">
      <rect width="32" height="32" rx="6" fill="#17607a" />
      <path d="M6 22h4v-5h4v-4h4v5h4V9h4v13" fill="none" stroke="#fff" strokeWidth="2.5" strokeLinejoin="round" />
    </svg>
  );
}
