import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Modal, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { api, dataOf } from '~/api/client';
import { useDetectors, useRegion, useStreams } from '~/api/reference';
import type { DetectionRunView } from '~/api/types';
import { useFormat } from '~/format/useFormat';
import { useBilingual } from '~/i18n/language';
import { useScope } from '~/shell/ScopeProvider';
import { Failed } from '~/shell/states/Failed';
import { StateBadge } from '~/shell/StateBadge';

import { isGoing, latestRunQuery, runQuery } from './queries';
import { RunProgress } from './RunProgress';
import styles from './signals.module.css';

/** Starts detectors over the area and the days at hand, and follows them to their end. */
export function RunDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('signals');
  const { t: common } = useTranslation('common');
  const cache = useQueryClient();
  const { scope } = useScope();
  const { name } = useBilingual();
  const format = useFormat();
  const place = name(useRegion(scope.area).data);
  const offeredStreams = useStreams(scope.area).data?.filter(({ conditions }) => conditions.length > 0) ?? [];
  const offeredDetectors = useDetectors().data ?? [];
  const [streams, setStreams] = useState<string[]>([]);
  const [detectors, setDetectors] = useState<string[]>([]);

  const start = useMutation({
    mutationFn: () =>
      dataOf(api.POST('/api/detection-runs', { body: { from: scope.from, to: scope.to, region: scope.area, streams, detectors } })),
    onSuccess: (run) => {
      cache.setQueryData(runQuery(run.id).queryKey, run);
      cache.setQueryData(latestRunQuery.queryKey, run);
    },
  });

  return (
    <Modal
      open
      title={t('run.button')}
      okText={t('run.start')}
      cancelText={start.data ? common('close') : common('cancel')}
      okButtonProps={{ style: start.data ? { display: 'none' } : undefined, loading: start.isPending }}
      onOk={() => start.mutate()}
      onCancel={onClose}
    >
      {start.data ? (
        <Followed run={start.data} />
      ) : (
        <div className={styles.form}>
          <p>{t('run.what', { place, range: format.range(scope.from, scope.to) })}</p>
          <div className={styles.formField}>
            <label htmlFor="run-streams">{t('run.streams')}</label>
            <Select
              id="run-streams"
              mode="multiple"
              showSearch={{ optionFilterProp: 'label' }}
              placeholder={t('run.all_streams')}
              value={streams}
              options={offeredStreams.map((stream) => ({ value: stream.id, label: name(stream) }))}
              onChange={setStreams}
            />
          </div>
          <div className={styles.formField}>
            <label htmlFor="run-detectors">{t('run.detectors')}</label>
            <Select
              id="run-detectors"
              mode="multiple"
              showSearch={{ optionFilterProp: 'label' }}
              placeholder={t('run.all_detectors')}
              value={detectors}
              options={offeredDetectors.map((detector) => ({ value: detector.id, label: name(detector) }))}
              onChange={setDetectors}
            />
          </div>
          {start.isError && <Failed error={start.error} />}
        </div>
      )}
    </Modal>
  );
}

function Followed({ run: first }: { run: DetectionRunView }) {
  const { t } = useTranslation('signals');
  const format = useFormat();
  const run = useQuery({ ...runQuery(first.id), initialData: first }).data;
  return (
    <div className={styles.form} role="status">
      <StateBadge state={run.state} />
      <RunProgress run={run} />
      {!isGoing(run) && <p>{t('run.found', { signals: format.integer(run.signals_found) })}</p>}
      {run.error && <p className={styles.runError}>{run.error}</p>}
    </div>
  );
}
