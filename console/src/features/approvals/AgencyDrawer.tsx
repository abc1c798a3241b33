import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Drawer } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { AgencyRequest } from '~/api/types';
import { DataTable } from '~/charts/DataTable';
import { useSession } from '~/features/access/session';
import { useFormat } from '~/format/useFormat';
import { useBilingual } from '~/i18n/language';
import { Facts } from '~/shell/Facts';
import { ReasonDialog } from '~/shell/ReasonDialog';
import parts from '~/shell/parts.module.css';
import { Loaded } from '~/shell/states/Loaded';

import { AgencyAnswerTable } from './AgencyAnswerTable';
import { AnswerDialog } from './AnswerDialog';
import { DecisionText } from './DecisionText';
import { StateBadge } from './StateBadge';
import { Who } from './Who';
import { agencyRequestQuery, decideAgency, useCatalogue, withdrawAgency } from './queries';
import { useReasonMin } from './useReasonMin';

interface Props {
  id: string;
  onClose: () => void;
}

/** One request: by which law, for which event, what of whom, until when; the two decisions and the answer. */
export function AgencyDrawer({ id, onClose }: Props) {
  const { t } = useTranslation('approvals');
  const request = useQuery(agencyRequestQuery(id));
  return (
    <Drawer open size="min(720px, 100vw)" title={t('agency.one')} onClose={onClose}>
      <Loaded query={request}>{(data) => <Request request={data} />}</Loaded>
    </Drawer>
  );
}

function Request({ request }: { request: AgencyRequest }) {
  const { t } = useTranslation('approvals');
  const { name, pick } = useBilingual();
  const format = useFormat();
  const cache = useQueryClient();
  const reasonMin = useReasonMin();
  const catalogue = useCatalogue().data;
  const isOwn = useSession().username === request.asked_by.username;
  const [doing, setDoing] = useState<'approve' | 'refuse' | 'withdraw' | 'answer' | null>(null);
  const agency = catalogue?.agencies.find((item) => item.id === request.agency);
  const basis = catalogue?.bases.find((item) => item.id === request.basis);
  const fields = request.fields.map((field) => name(agency?.fields.find((item) => item.id === field)) || field);

  const confirm = async (reason: string) => {
    if (doing === 'withdraw') await withdrawAgency(request.id, reason);
    else if (doing === 'approve' || doing === 'refuse') await decideAgency(request.id, doing, reason);
    await cache.invalidateQueries({ queryKey: ['grants'] });
  };

  return (
    <div className={parts.stack}>
      <Facts
        facts={[
          { label: t('agency.agency'), value: `${name(agency) || request.agency} · ${t(`agency.direction.${request.direction}`)}` },
          { label: t('state'), value: <StateBadge state={request.state} /> },
          { label: t('who'), value: <Who account={request.asked_by} /> },
          { label: t('asked'), value: format.instant(request.asked_at) },
          {
            label: t('agency.basis'),
            value: basis ? (
              <>
                {t('agency.article', { law: pick(basis.law_zh, basis.law_en), article: basis.article })}
                <p className={parts.quiet}>{pick(basis.text_zh, basis.text_en)}</p>
              </>
            ) : (
              request.basis
            ),
          },
          { label: t('event'), value: request.event },
          { label: t('agency.purpose'), value: request.purpose_text },
          { label: t('agency.fields'), value: fields.join(t('comma')) },
          { label: t('agency.days'), value: format.range(request.from, request.to) },
          { label: t('until'), value: format.day(request.expires_on) },
          ...request.decisions.map((decision, index) => ({
            label: t('agency.decision', { number: index + 1 }),
            value: <DecisionText decision={decision} />,
          })),
          request.state === 'waiting' && { label: t('agency.approvals'), value: t('agency.missing', { missing: format.integer(request.approvals_missing) }) },
          request.refused_answers_count > 0 && { label: t('agency.refused_answers'), value: format.integer(request.refused_answers_count) },
          request.destroyed_at && { label: t('agency.destroyed'), value: format.instant(request.destroyed_at) },
        ]}
      />
      {request.people ? (
        <DataTable
          caption={t('agency.people')}
          height={240}
          rows={request.people}
          rowKey={({ position }) => String(position)}
          columns={[
            { title: '#', numeric: true, cell: ({ position }) => position },
            { title: t('agency.name'), cell: ({ name: text }) => text ?? '–' },
            { title: t('agency.document'), cell: ({ document_number }) => document_number ?? '–' },
          ]}
        />
      ) : (
        <p className={parts.quiet}>{t('agency.people_hidden', { people: format.integer(request.people_count) })}</p>
      )}
      {request.answer && !request.destroyed_at && <AgencyAnswerTable request={request} fields={fields} />}
      <div className={parts.actions}>
        {request.may_decide && (
          <>
            <Button type="primary" onClick={() => setDoing('approve')}>
              {t('approve')}
            </Button>
            <Button danger onClick={() => setDoing('refuse')}>
              {t('refuse')}
            </Button>
          </>
        )}
        {isOwn && request.state === 'open' && !request.answer && (
          <Button type="primary" onClick={() => setDoing('answer')}>
            {t('agency.enter_answer')}
          </Button>
        )}
        {isOwn && (request.state === 'waiting' || request.state === 'open') && <Button onClick={() => setDoing('withdraw')}>{t('withdraw')}</Button>}
      </div>
      {doing === 'answer' && <AnswerDialog request={request} fields={fields} onClose={() => setDoing(null)} />}
      {doing && doing !== 'answer' && (
        <ReasonDialog
          title={t(`agency.doing.${doing}`)}
          okText={t('confirm')}
          danger={doing === 'refuse'}
          reasonMin={reasonMin}
          onConfirm={confirm}
          onClose={() => setDoing(null)}
        />
      )}
    </div>
  );
}
