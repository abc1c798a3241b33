import { StopOutlined } from '@ant-design/icons';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

import { api } from '~/api/client';
import type { DetectionRunView } from '~/api/types';
import { useCan } from '~/features/access/session';
import { useFormat } from '~/format/useFormat';
import { StateBadge } from '~/shell/StateBadge';
import { useProblemText } from '~/shell/states/problemText';
import { useRequester } from '~/shell/useRequester';

import { isGoing, latestRunQuery, runQuery } from './queries';
import { RunProgress } from './RunProgress';
import styles from './signals.module.css';

/** The latest detection run: how far it is, or when it ended and what it found. */
export function RunStatus() {
  const latest = useQuery(latestRunQuery).data;
  if (!latest) return null;
  return <Run first={latest} />;
}

function Run({ first }: { first: DetectionRunView }) {
  const { t } = useTranslation('signals');
  const format = useFormat();
  const can = useCan();
  const requester = useRequester();
  const run = useQuery({ ...runQuery(first.id), initialData: first }).data;
  const problem = useProblemText();
  const cancel = useMutation({
    mutationFn: () => api.POST('/api/detection-runs/{id}/cancel', { params: { path: { id: first.id } } }),
  });
  return (
    <div className={styles.run} role="status">
      <span>{t('run.latest')}</span>
      <StateBadge state={run.state} />
      {isGoing(run) ? (
        <>
          <RunProgress run={run} />
          {run.cause === 'request' && can('detection.run') && (
            <Button danger size="small" icon={<StopOutlined aria-hidden />} loading={cancel.isPending} onClick={() => cancel.mutate()}>
              {t('run.cancel')}
            </Button>
          )}
        </>
      ) : (
        <span>
          {t('run.ended', {
            time: format.instant(run.finished_at),
            series: format.integer(run.series_done),
            signals: format.integer(run.signals_found),
            by: requester(run.requested_by),
          })}
        </span>
      )}
      {cancel.isError && (
        <span className={styles.runError} role="alert">
          {problem(cancel.error).title}
        </span>
      )}
      {run.error && <span className={styles.runError}>{run.error}</span>}
    </div>
  );
}
