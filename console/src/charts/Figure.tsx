import { type ReactNode, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Choice } from '~/shell/Choice';

import styles from './charts.module.css';

interface Props {
  title: ReactNode;
  tools?: ReactNode;
  /** Period, denominator, age and source of what is shown. */
  foot?: ReactNode;
  /** The same numbers as a table; the reader chooses. */
  table?: () => ReactNode;
  className?: string;
  /** True while newer numbers are on their way. */
  stale?: boolean;
  children: ReactNode;
}

/** A titled picture with its tools, its footing, and its numbers one click away. */
export function Figure({ title, tools, foot, table, className = '', stale = false, children }: Props) {
  const { t } = useTranslation('common');
  const id = useId();
  const [mode, setMode] = useState<'chart' | 'table'>('chart');
  const modes = [
    { value: 'chart', label: t('chart') },
    { value: 'table', label: t('table') },
  ] as const;

  return (
    <section className={`${styles.figure} ${className}`} aria-labelledby={id} aria-busy={stale}>
      <div className={styles.figureHead}>
        <h2 id={id}>{title}</h2>
        <div className={styles.figureTools}>
          {tools}
          {table && <Choice quiet label={t('view_as')} options={modes} value={mode} onChange={setMode} />}
        </div>
      </div>
      <div className={`${styles.figureBody} ${stale ? styles.stale : ''}`}>{table && mode === 'table' ? table() : children}</div>
      {foot && <div className={styles.foot}>{foot}</div>}
    </section>
  );
}
