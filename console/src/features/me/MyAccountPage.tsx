import { useTranslation } from 'react-i18next';

import { useSession } from '~/features/access/session';
import { useBilingual } from '~/i18n/language';
import { PageHead } from '~/shell/PageHead';

import { MyDevices } from './MyDevices';
import { MyPassword } from './MyPassword';
import { MyPosts } from './MyPosts';
import { MySecondFactor } from './MySecondFactor';
import styles from './me.module.css';

/** One's own account: what it may do, where it is signed in, and how it is kept safe. */
export function MyAccountPage() {
  const { t } = useTranslation('me');
  const { pick } = useBilingual();
  const session = useSession();
  return (
    <>
      <PageHead title={t('title')} detail={`${pick(session.display_name_zh, session.display_name_en)} · ${session.username}`} />
      <div className={styles.page}>
        <div className={styles.column}>
          <MyPosts />
          <MySecondFactor />
        </div>
        <div className={styles.column}>
          <MyDevices />
          <MyPassword />
        </div>
      </div>
    </>
  );
}
