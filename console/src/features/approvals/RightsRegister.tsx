import { ClockCircleOutlined, ExclamationCircleOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';

import { usePages } from '~/api/pages';
import type { RightsRequest } from '~/api/types';
import { Figure } from '~/charts/Figure';
import tables from '~/charts/charts.module.css';
import { useFormat } from '~/format/useFormat';
import { useBilingual } from '~/i18n/language';
import { Badge } from '~/shell/Badge';
import { Choice } from '~/shell/Choice';
import { PagedTable } from '~/shell/PagedTable';
import { Empty } from '~/shell/states/Empty';
import { useParam } from '~/shell/useParam';

import { RightsDrawer } from './RightsDrawer';
import { StateBadge } from './StateBadge';
import { Who } from './Who';
import { rightsOf, useCatalogue } from './queries';

const PARTS = ['open', 'overdue', 'closed', 'all'] as const;

/** What residents asked about their own data, and how many days are left to answer. */
export function RightsRegister() {
  const { t } = useTranslation('approvals');
  const { name } = useBilingual();
  const format = useFormat();
  const rights = useCatalogue().data?.rights ?? [];
  const [param, setParam] = useParam('state');
  const part = PARTS.find((item) => item === param) ?? 'open';
  const list = usePages(['grants', 'rights', part], rightsOf({ state: part }));
  const [opened, setOpened] = useParam('request');
  return (
    <Figure
      title={t('view.rights')}
      stale={list.query.isPlaceholderData}
      tools={
        <Choice
          quiet
          label={t('part.label')}
          options={PARTS.map((value) => ({ value, label: t(`rights.part.${value}`) }))}
          value={part}
          onChange={(next) => setParam(next === 'open' ? null : next)}
        />
      }
    >
      <PagedTable
        caption={t('view.rights')}
        list={list}
        height="max(320px, calc(100dvh - 230px))"
        rowKey={({ id }) => id}
        empty={<Empty title={t('rights.none')} hint={t('rights.none_hint')} />}
        columns={[
          {
            title: t('rights.right'),
            cell: (request) => (
              <button type="button" className={tables.action} onClick={() => setOpened(request.id)}>
                {name(rights.find(({ id }) => id === request.right)) || request.right}
              </button>
            ),
          },
          { title: t('state'), cell: (request) => <Clock request={request} /> },
          { title: t('asked'), cell: ({ received_at }) => format.instant(received_at) },
          { title: t('rights.due'), cell: ({ due_at }) => format.instant(due_at) },
          { title: t('rights.handled_by'), cell: ({ handled_by }) => <Who account={handled_by} /> },
        ]}
      />
      {opened && <RightsDrawer id={opened} onClose={() => setOpened(null)} />}
    </Figure>
  );
}

export function Clock({ request }: { request: RightsRequest }) {
  const { t } = useTranslation('approvals');
  const format = useFormat();
  if (request.state === 'closed') return <StateBadge state="closed" />;
  return (
    <Badge tone={request.is_overdue ? 'bad' : 'warn'} icon={request.is_overdue ? ExclamationCircleOutlined : ClockCircleOutlined}>
      {request.is_overdue ? t('rights.overdue', { days: format.integer(Math.abs(request.days_left ?? 0)) }) : t('rights.left', { days: format.integer(request.days_left) })}
    </Badge>
  );
}
