import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

import styles from './access.module.css';
import { EnrolSteps } from './EnrolSteps';
import { EntryFrame } from './EntryFrame';
import { refreshSession, signOut } from './session';

/** Where the role asks for a second factor and there is none yet: nothing else is shown before it is set up. */
export function EnrolPage({ username }: { username: string }) {
  const { t } = useTranslation('access');
  return (
    <EntryFrame title={t('enrol.title')}>
      <p className={styles.note}>{t('enrol.why', { username })}</p>
      <EnrolSteps onDone={() => void refreshSession()} />
      <Button type="link" block style={{ marginTop: 8 }} onClick={() => void signOut()}>
        {t('password.leave')}
      </Button>
    </EntryFrame>
  );
}
