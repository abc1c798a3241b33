import { useTranslation } from 'react-i18next';

import { PageHead } from '~/shell/PageHead';

import { AuditFilters } from './AuditFilters';
import { AuditList } from './AuditList';
import { ChainState } from './ChainState';
import styles from './audit.module.css';

/** Who did or read what, when and why, and proof that nothing of it was changed. */
export function AuditPage() {
  const { t } = useTranslation('audit');
  return (
    <>
      <PageHead title={t('title')} detail={t('about')} />
      <div className={styles.page}>
        <ChainState />
        <AuditFilters />
        <AuditList />
      </div>
    </>
  );
}
