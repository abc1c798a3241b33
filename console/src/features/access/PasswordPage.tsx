import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

import styles from './access.module.css';
import { EntryFrame } from './EntryFrame';
import { PasswordForm } from './PasswordForm';
import { signOut } from './session';

/** A first or an aged password: it becomes a new one of its owner's before anything else is shown. */
export function PasswordPage({ username }: { username: string }) {
  const { t } = useTranslation('access');
  return (
    <EntryFrame title={t('password.title')}>
      <p className={styles.note}>{t('password.why', { username })}</p>
      <PasswordForm />
      <Button type="link" block style={{ marginTop: 8 }} onClick={() => void signOut()}>
        {t('password.leave')}
      </Button>
    </EntryFrame>
  );
}
