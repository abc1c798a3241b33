import { WarningOutlined } from '@ant-design/icons';

import styles from '../parts.module.css';
import { useProblemText } from './problemText';

/** Why something was not done, in the place where it was asked for. */
export function Refusal({ error }: { error: unknown }) {
  const { title, detail } = useProblemText()(error);
  return (
    <div className={`${styles.notice} ${styles.alarm}`} role="alert">
      <WarningOutlined aria-hidden />
      <span>{title}</span>
      {detail && <span>{detail}</span>}
    </div>
  );
}
