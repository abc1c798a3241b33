import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Figure } from '~/charts/Figure';
import { PasswordForm } from '~/features/access/PasswordForm';
import parts from '~/shell/parts.module.css';

import styles from './me.module.css';

/** One's own password; changing it ends the account's other sessions. */
export function MyPassword() {
  const { t } = useTranslation('me');
  const [changed, setChanged] = useState(false);
  return (
    <Figure title={t('password.title')}>
      <div className={styles.password}>
        <p className={parts.quiet}>{t('password.hint')}</p>
        <PasswordForm onDone={() => setChanged(true)} />
        {changed && (
          <p className={parts.notice} role="status">
            {t('password.changed')}
          </p>
        )}
      </div>
    </Figure>
  );
}
