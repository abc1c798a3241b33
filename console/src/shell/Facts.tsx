import type { ReactNode } from 'react';

import styles from './parts.module.css';

export interface Fact {
  label: string;
  value: ReactNode;
}

/** Labelled facts under each other. */
export function Facts({ facts }: { facts: (Fact | false | '' | null | undefined)[] }) {
  return (
    <dl className={styles.facts}>
      {facts
        .filter((fact): fact is Fact => Boolean(fact))
        .map(({ label, value }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
