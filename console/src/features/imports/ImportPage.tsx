import { StopOutlined } from '@ant-design/icons';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';

import { api } from '~/api/client';
import type { ImportView } from '~/api/types';
import { useCan } from '~/features/access/session';
import { useFormat } from '~/format/useFormat';
import { PageHead } from '~/shell/PageHead';
import { useScope } from '~/shell/ScopeProvider';
import { StateBadge } from '~/shell/StateBadge';
import { useRequester } from '~/shell/useRequester';
import { Failed } from '~/shell/states/Failed';
import { Loaded } from '~/shell/states/Loaded';

import { ImportCounters } from './ImportCounters';
import { ImportProgress } from './ImportProgress';
import { isGoing, importQuery } from './queries';
import { RejectedRows } from './RejectedRows';
import styles from './imports.module.css';

/** One import: what became of its rows, and the rows that wait to be corrected. */
export function ImportPage() {
  const { id = '' } = useParams();
  const view = useQuery(importQuery(id));
  return <Loaded query={view}>{(data) => <Import view={data} />}</Loaded>;
}

function Import({ view }: { view: ImportView }) {
  const { t } = useTranslation('imports');
  const { linkTo } = useScope();
  const format = useFormat();
  const can = useCan();
  const requester = useRequester();
  const cancel = useMutation({
    mutationFn: () => api.POST('/api/imports/{id}/cancel', { params: { path: { id: view.id } } }),
  });
  const facts = [
    t('fact.started', { time: format.instant(view.started_at), by: requester(view.requested_by) }),
    view.layout && t('fact.layout', { layout: view.layout }),
    view.encoding && t('fact.encoding', { encoding: view.encoding }),
    format.bytes(view.bytes_total),
  ].filter(Boolean);

  return (
    <>
      <p className={styles.back}>
        <Link to={linkTo('/imports')}>‹ {t('back')}</Link>
      </p>
      <PageHead title={view.file_name} detail={facts.join(' · ')}>
        {isGoing(view) ? <ImportProgress of={view} /> : <StateBadge state={view.state} />}
        {isGoing(view) && can('imports.write') && (
          <Button danger icon={<StopOutlined aria-hidden />} loading={cancel.isPending} onClick={() => cancel.mutate()}>
            {t('cancel')}
          </Button>
        )}
      </PageHead>
      {cancel.isError && <Failed error={cancel.error} />}
      {view.error && (
        <p className={styles.failure} role="alert">
          {view.error}
        </p>
      )}
      {view.state === 'interrupted' && <p className={styles.failure}>{t('interrupted')}</p>}
      <ImportCounters view={view} />
      <RejectedRows view={view} />
    </>
  );
}
