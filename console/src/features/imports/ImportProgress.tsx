import { useQuery } from '@tanstack/react-query';
import { Progress } from 'antd';
import { useTranslation } from 'react-i18next';

import type { ImportView } from '~/api/types';
import { StateBadge } from '~/shell/StateBadge';

import { importQuery } from './queries';
import styles from './imports.module.css';

/** How far an import is, followed by events. */
export function ImportProgress({ of }: { of: ImportView }) {
  const { t } = useTranslation('imports');
  const view = useQuery({ ...importQuery(of.id), initialData: of }).data;
  const done = view.bytes_total > 0 ? Math.round((view.bytes_done / view.bytes_total) * 100) : 0;
  return (
    <span className={styles.progress}>
      <StateBadge state={view.state} />
      <Progress percent={done} size="small" aria-label={t('progress', { name: view.file_name })} />
    </span>
  );
}
