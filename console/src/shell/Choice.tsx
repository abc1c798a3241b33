import { useId } from 'react';

import styles from './shell.module.css';

interface Props<T extends string> {
  label: string;
  options: readonly { value: T; label: string }[];
  value: T;
  onChange: (value: T) => void;
  /** Keeps the label for screen readers only. */
  quiet?: boolean;
}

/** One of a few, all visible: native radio buttons drawn as one row. */
export function Choice<T extends string>({ label, options, value, onChange, quiet = false }: Props<T>) {
  const name = useId();
  return (
    <fieldset className={styles.choice}>
      <legend className={quiet ? 'visually-hidden' : undefined}>{label}</legend>
      <div className={styles.choiceRow}>
        {options.map((option) => (
          <label key={option.value} className={styles.choiceItem}>
            <input type="radio" name={name} checked={option.value === value} onChange={() => onChange(option.value)} />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
