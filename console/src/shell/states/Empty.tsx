import { InboxOutlined } from '@ant-design/icons';
import type { ReactNode } from 'react';

import styles from './states.module.css';

interface Props {
  title: ReactNode;
  /** What to do about it. */
  hint?: ReactNode;
  children?: ReactNode;
}

/** Nothing is there, and what can be done about it. */
export function Empty({ title, hint, children }: Props) {
  return (
    <div className={styles.state}>
      <InboxOutlined className={styles.icon} aria-hidden />
      <div className={styles.title}>{title}</div>
      {hint && <p className={styles.detail}>{hint}</p>}
      {children && <div className={styles.actions}>{children}</div>}
    </div>
  );
}
