import { Progress } from 'antd';
import { useTranslation } from 'react-i18next';

import type { DetectionRunView } from '~/api/types';
import { useFormat } from '~/format/useFormat';

import styles from './signals.module.css';

export function RunProgress({ run }: { run: DetectionRunView }) {
  const { t } = useTranslation('signals');
  const format = useFormat();
  const done = run.series_total > 0 ? Math.round((run.series_done / run.series_total) * 100) : 0;
  return (
    <span className={styles.progress}>
      <Progress percent={done} size="small" aria-label={t('run.progress_label')} />
      <span>
        {t('run.progress', {
          done: format.integer(run.series_done),
          total: format.integer(run.series_total),
          signals: format.integer(run.signals_found),
        })}
      </span>
    </span>
  );
}
