import type { ReactNode } from 'react';

import styles from './page.module.css';

interface Props {
  title: ReactNode;
  detail?: ReactNode;
  children?: ReactNode;
}

/** A page's title, one line about it, and its main controls. */
export function PageHead({ title, detail, children }: Props) {
  return (
    <div className={styles.head}>
      <div className={styles.titles}>
        <h1>{title}</h1>
        {detail && <p className={styles.detail}>{detail}</p>}
      </div>
      {children && <div className={styles.controls}>{children}</div>}
    </div>
  );
}
