import { PlusOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { usePages } from '~/api/pages';
import { Figure } from '~/charts/Figure';
import tables from '~/charts/charts.module.css';
import { useCan } from '~/features/access/session';
import { useFormat } from '~/format/useFormat';
import { useBilingual } from '~/i18n/language';
import { Choice } from '~/shell/Choice';
import { PagedTable } from '~/shell/PagedTable';
import { Empty } from '~/shell/states/Empty';
import { useParam } from '~/shell/useParam';

import { AgencyDialog } from './AgencyDialog';
import { AgencyDrawer } from './AgencyDrawer';
import { StateBadge } from './StateBadge';
import { Who } from './Who';
import { agencyRequestsOf, useCatalogue } from './queries';

const PARTS = ['waiting', 'open', 'refused', 'over', 'all'] as const;

/** Requests to and from transport, police, telecom and others: each needs two approvals by two people. */
export function AgencyRegister() {
  const { t } = useTranslation('approvals');
  const { name } = useBilingual();
  const format = useFormat();
  const can = useCan();
  const agencies = useCatalogue().data?.agencies ?? [];
  const [param, setParam] = useParam('state');
  const part = PARTS.find((item) => item === param) ?? 'waiting';
  const list = usePages(['grants', 'agency', part], agencyRequestsOf({ state: part }));
  const [opened, setOpened] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);

  return (
    <Figure
      title={t('view.agency')}
      stale={list.query.isPlaceholderData}
      tools={
        <>
          <Choice
            quiet
            label={t('part.label')}
            options={PARTS.map((value) => ({ value, label: t(value === 'all' ? 'part.all' : `register.${value}`) }))}
            value={part}
            onChange={(next) => setParam(next === 'waiting' ? null : next)}
          />
          {can('grants.request') && (
            <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setAsking(true)}>
              {t('agency.ask')}
            </Button>
          )}
        </>
      }
    >
      <PagedTable
        caption={t('view.agency')}
        list={list}
        height="max(320px, calc(100dvh - 230px))"
        rowKey={({ id }) => id}
        empty={<Empty title={t(part === 'waiting' ? 'agency.none_waiting' : 'agency.none')} />}
        columns={[
          {
            title: t('agency.agency'),
            cell: (request) => (
              <button type="button" className={tables.action} onClick={() => setOpened(request.id)}>
                {name(agencies.find(({ id }) => id === request.agency)) || request.agency}
              </button>
            ),
          },
          { title: t('agency.direction.label'), cell: ({ direction }) => t(`agency.direction.${direction}`) },
          { title: t('state'), cell: ({ state }) => <StateBadge state={state} /> },
          {
            title: t('agency.approvals'),
            cell: ({ state, approvals_missing }) => (state === 'waiting' ? t('agency.missing', { missing: format.integer(approvals_missing) }) : '–'),
          },
          { title: t('event'), cell: ({ event }) => event },
          { title: t('agency.people'), numeric: true, cell: ({ people_count }) => format.integer(people_count) },
          { title: t('who'), cell: ({ asked_by }) => <Who account={asked_by} /> },
          { title: t('asked'), cell: ({ asked_at }) => format.instant(asked_at) },
          { title: t('until'), cell: ({ expires_on }) => format.day(expires_on) },
        ]}
      />
      {opened && <AgencyDrawer id={opened} onClose={() => setOpened(null)} />}
      {asking && <AgencyDialog onClose={() => setAsking(false)} />}
    </Figure>
  );
}
