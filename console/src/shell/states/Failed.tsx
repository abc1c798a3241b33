import { CloseCircleOutlined, LockOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

import { ProblemError } from '~/api/problem';

import { useProblemText } from './problemText';
import styles from './states.module.css';

interface Props {
  error: unknown;
  onRetry?: () => void;
}

/** Something was refused or broke: what, why, the request's id for the helpdesk, and another try. */
export function Failed({ error, onRetry }: Props) {
  const { t } = useTranslation('common');
  const text = useProblemText()(error);
  if (error instanceof ProblemError && error.code === 'forbidden') return <Forbidden detail={text.detail} />;
  return (
    <div className={styles.state} role="alert">
      <CloseCircleOutlined className={`${styles.icon} ${styles.alarm}`} aria-hidden />
      <p className={styles.title}>{text.title}</p>
      {text.detail && <p className={styles.detail}>{text.detail}</p>}
      {text.requestId && <p className={styles.id}>{t('request_id', { id: text.requestId })}</p>}
      {onRetry && (
        <div className={styles.actions}>
          <Button onClick={onRetry}>{t('retry')}</Button>
        </div>
      )}
    </div>
  );
}

/** The account may not see this; whom to ask. */
export function Forbidden({ detail }: { detail?: string }) {
  const { t } = useTranslation('common');
  return (
    <div className={styles.state}>
      <LockOutlined className={styles.icon} aria-hidden />
      <p className={styles.title}>{t('problem.forbidden')}</p>
      <p className={styles.detail}>{detail ?? t('forbidden_hint')}</p>
    </div>
  );
}
