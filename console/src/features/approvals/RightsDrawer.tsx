import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Drawer } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { download } from '~/api/download';
import type { RightsRequest } from '~/api/types';
import { DataTable } from '~/charts/DataTable';
import { useCan } from '~/features/access/session';
import { useFormat } from '~/format/useFormat';
import { useBilingual } from '~/i18n/language';
import { Facts } from '~/shell/Facts';
import { ReasonDialog } from '~/shell/ReasonDialog';
import { useScope } from '~/shell/ScopeProvider';
import parts from '~/shell/parts.module.css';
import { Empty } from '~/shell/states/Empty';
import { Loaded } from '~/shell/states/Loaded';

import { DecisionText } from './DecisionText';
import { Clock } from './RightsRegister';
import { Who } from './Who';
import { decideRight, rightsRequestQuery, useCatalogue, whoLookedQuery } from './queries';
import { useReasonMin } from './useReasonMin';

const DECISIONS = ['granted', 'partly', 'refused'] as const;
type Doing = (typeof DECISIONS)[number] | 'copy';

interface Props {
  id: string;
  onClose: () => void;
}

/** One resident's request: what was asked, by when, the decision and what came of it. */
export function RightsDrawer({ id, onClose }: Props) {
  const { t } = useTranslation('approvals');
  const { name } = useBilingual();
  const request = useQuery(rightsRequestQuery(id));
  const right = useCatalogue().data?.rights.find((item) => item.id === request.data?.right);
  return (
    <Drawer open size="min(720px, 100vw)" title={name(right) || t('view.rights')} onClose={onClose}>
      <Loaded query={request}>{(data) => <Request request={data} />}</Loaded>
    </Drawer>
  );
}

function Request({ request }: { request: RightsRequest }) {
  const { t } = useTranslation('approvals');
  const { pick } = useBilingual();
  const format = useFormat();
  const cache = useQueryClient();
  const can = useCan();
  const { linkTo } = useScope();
  const reasonMin = useReasonMin();
  const right = useCatalogue().data?.rights.find(({ id }) => id === request.right);
  const [doing, setDoing] = useState<Doing | null>(null);
  const isGranted = request.decision && request.decision.decision !== 'refused';

  const confirm = async (reason: string) => {
    if (doing === 'copy') await download(`/api/rights-requests/${request.id}/copy`, 'copy.json');
    else if (doing) await decideRight(request.id, doing, reason);
    await cache.invalidateQueries({ queryKey: ['grants'] });
  };

  return (
    <>
      <div className={parts.stack}>
        <Facts
          facts={[
            { label: t('state'), value: <Clock request={request} /> },
            {
              label: t('rights.person'),
              value: can('persons.read') ? (
                <Link to={linkTo(`/people/${request.person}`)}>{t('emergency.open_person')}</Link>
              ) : (
                <span className={parts.mono}>{request.person}</span>
              ),
            },
            right && { label: t('agency.basis'), value: t('agency.article', { law: right.law_zh, article: right.article }) },
            { label: t('rights.request'), value: request.request },
            { label: t('asked'), value: format.instant(request.received_at) },
            { label: t('rights.due'), value: format.instant(request.due_at) },
            { label: t('rights.handled_by'), value: <Who account={request.handled_by} /> },
            request.decision && { label: t('decision'), value: <DecisionText decision={request.decision} /> },
            ...request.outcomes.map((outcome) => ({
              label: outcome.holder,
              value: `${t(`rights.result.${outcome.result as 'done' | 'kept' | 'nothing'}`)} · ${t('rights.records', { records: format.integer(outcome.records_count) })} ${pick(outcome.reason_zh, outcome.reason_en)}`,
            })),
          ]}
        />
        <div className={parts.actions}>
          {request.state === 'open' &&
            DECISIONS.map((decision) => (
              <Button key={decision} type={decision === 'granted' ? 'primary' : 'default'} danger={decision === 'refused'} onClick={() => setDoing(decision)}>
                {t(`rights.decide.${decision}`)}
              </Button>
            ))}
          {request.right === 'copy' && isGranted && <Button onClick={() => setDoing('copy')}>{t('rights.copy')}</Button>}
        </div>
        {request.right === 'who_looked' && isGranted && <Looked id={request.id} />}
      </div>
      {doing && (
        <ReasonDialog
          title={doing === 'copy' ? t('rights.copy') : t(`rights.decide.${doing}`)}
          okText={t('confirm')}
          danger={doing === 'refused'}
          reasonMin={doing === 'copy' ? undefined : reasonMin}
          onConfirm={confirm}
          onClose={() => setDoing(null)}
        >
          {doing === 'copy' && <p>{t('rights.copy_what')}</p>}
        </ReasonDialog>
      )}
    </>
  );
}

/** Who opened the person's record, in words for the resident. */
function Looked({ id }: { id: string }) {
  const { t } = useTranslation('approvals');
  const { pick } = useBilingual();
  const format = useFormat();
  const looked = useQuery(whoLookedQuery(id));
  return (
    <section aria-label={t('rights.who_looked')}>
      <h3>{t('rights.who_looked')}</h3>
      <Loaded query={looked}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('rights.nobody_looked')} />
          ) : (
            <DataTable
              caption={t('rights.who_looked')}
              height={360}
              rows={items}
              rowKey={(row) => `${row.at}-${row.text_zh}-${row.organisation}`}
              columns={[
                { title: t('rights.at'), cell: ({ at }) => format.instant(at) },
                { title: t('what'), cell: (row) => pick(row.text_zh, row.text_en) },
                { title: t('rights.looker'), cell: (row) => [pick(row.role_zh, row.role_en), row.organisation].filter(Boolean).join(' · ') },
                { title: t('purpose'), cell: (row) => pick(row.purpose_zh, row.purpose_en) },
              ]}
            />
          )
        }
      </Loaded>
    </section>
  );
}
