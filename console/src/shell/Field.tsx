import { type ReactNode, useId } from 'react';

import styles from './parts.module.css';

export interface FieldProps {
  id: string;
  'aria-invalid'?: boolean;
  'aria-describedby'?: string;
  status?: 'error';
}

interface Props {
  label: string;
  /** What belongs into it. */
  hint?: ReactNode;
  /** What is wrong with what stands in it. */
  error?: string;
  /** The control; it takes the given properties over. */
  children: (props: FieldProps) => ReactNode;
}

/** A labelled control with its hint, or what is wrong with it, below. */
export function Field({ label, hint, error, children }: Props) {
  const id = useId();
  const below = `${id}-below`;
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        'aria-describedby': error || hint ? below : undefined,
        ...(error ? { 'aria-invalid': true, status: 'error' as const } : {}),
      })}
      {error ? (
        <span id={below} className={styles.fieldError} role="alert">
          {error}
        </span>
      ) : (
        hint && (
          <span id={below} className={styles.hint}>
            {hint}
          </span>
        )
      )}
    </div>
  );
}
