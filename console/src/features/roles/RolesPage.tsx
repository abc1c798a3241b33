import { useTranslation } from 'react-i18next';

import { useCan } from '~/features/access/session';
import { PageHead } from '~/shell/PageHead';

import { RoleMatrix } from './RoleMatrix';
import { WhatCanSee } from './WhatCanSee';
import { WhoCanSee } from './WhoCanSee';
import styles from './roles.module.css';

/** What each role may do, what one person could see, and who could see one record. */
export function RolesPage() {
  const { t } = useTranslation('roles');
  const can = useCan();
  return (
    <>
      <PageHead title={t('title')} detail={t('about')} />
      <div className={styles.page}>
        {can('access.explain') && (
          <div className={styles.questions}>
            <WhatCanSee />
            <WhoCanSee />
          </div>
        )}
        <RoleMatrix />
      </div>
    </>
  );
}
