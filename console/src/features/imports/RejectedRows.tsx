import { DownloadOutlined, RedoOutlined } from '@ant-design/icons';
import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { download } from '~/api/download';
import type { ImportView } from '~/api/types';
import { Figure } from '~/charts/Figure';
import { useCan } from '~/features/access/session';
import { useFormat } from '~/format/useFormat';
import { Choice } from '~/shell/Choice';
import { MoreRows } from '~/shell/MoreRows';
import { Empty } from '~/shell/states/Empty';
import { Failed } from '~/shell/states/Failed';
import { Loaded } from '~/shell/states/Loaded';
import { useParam } from '~/shell/useParam';

import { isGoing } from './queries';
import { RejectedTable } from './RejectedTable';
import styles from './imports.module.css';
import { REJECTED_STATES, useRejected } from './useRejected';

/** The rows that were not stored: why, a way to correct them here, and a way to try them again. */
export function RejectedRows({ view }: { view: ImportView }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const can = useCan();
  const [param, setParam] = useParam('rejected');
  const state = REJECTED_STATES.find((item) => item === param) ?? 'open';
  const { rows, correct, replay } = useRejected(view.id, state);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const save = useMutation({ mutationFn: () => download(`/api/imports/${view.id}/rejected.csv`, 'rejected.csv') });

  const items = rows.data?.pages.flatMap((page) => page.items) ?? [];
  const open = items.filter((row) => row.state === 'open');
  const picked = open.filter(({ id }) => chosen.has(id)).map(({ id }) => id);
  const canReplay = can('imports.write') && !isGoing(view);

  return (
    <Figure
      title={t('rejected.title')}
      stale={rows.isPlaceholderData}
      tools={
        <>
          <Choice
            quiet
            label={t('rejected.which')}
            options={REJECTED_STATES.map((value) => ({ value, label: t(`rejected.state.${value}`) }))}
            value={state}
            onChange={(next) => setParam(next === 'open' ? null : next)}
          />
          {view.rows_rejected > 0 && (
            <Button icon={<DownloadOutlined aria-hidden />} loading={save.isPending} onClick={() => save.mutate()}>
              rejected.csv
            </Button>
          )}
          {canReplay && open.length > 0 && (
            <Button
              type="primary"
              icon={<RedoOutlined aria-hidden />}
              loading={replay.isPending}
              onClick={() => replay.mutate(picked.length > 0 ? picked : null)}
            >
              {picked.length > 0 ? t('rejected.replay_chosen', { count: picked.length }) : t('rejected.replay_all')}
            </Button>
          )}
        </>
      }
    >
      {replay.data && (
        <p className={styles.result} role="status">
          {t('rejected.result', {
            accepted: format.integer(replay.data.accepted),
            rejected: format.integer(replay.data.still_rejected),
          })}
        </p>
      )}
      {replay.isError && <Failed error={replay.error} />}
      {save.isError && <Failed error={save.error} />}
      <Loaded query={rows}>
        {() =>
          items.length === 0 ? (
            <Empty title={t(`rejected.none.${state}`)} hint={isGoing(view) ? t('rejected.none_yet') : undefined} />
          ) : (
            <>
              <RejectedTable
                rows={items}
                editable={canReplay}
                chosen={chosen}
                onChoose={setChosen}
                onCorrect={(id, fields) => correct.mutateAsync({ id, fields })}
                onReplay={(id) => replay.mutateAsync([id])}
              />
              <MoreRows shown={items.length} hasMore={rows.hasNextPage} loading={rows.isFetchingNextPage} onMore={() => void rows.fetchNextPage()} />
            </>
          )
        }
      </Loaded>
    </Figure>
  );
}
