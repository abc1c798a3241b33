import { CheckCircleOutlined, ClockCircleOutlined, PlusOutlined, StopOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { usePages } from '~/api/pages';
import type { ClientState } from '~/api/types';
import { Figure } from '~/charts/Figure';
import tables from '~/charts/charts.module.css';
import { useFormat } from '~/format/useFormat';
import { useBilingual } from '~/i18n/language';
import { Badge, type Icon, type Tone } from '~/shell/Badge';
import { PagedTable } from '~/shell/PagedTable';
import { Empty } from '~/shell/states/Empty';
import { useParam } from '~/shell/useParam';

import { ClientDrawer } from './ClientDrawer';
import { CreateClient } from './CreateClient';
import { clientsOf } from './queries';

const LOOK: Record<ClientState, { icon: Icon; tone: Tone }> = {
  active: { icon: CheckCircleOutlined, tone: 'good' },
  expired: { icon: ClockCircleOutlined, tone: 'warn' },
  revoked: { icon: StopOutlined, tone: 'bad' },
};

/** Programs that may ask the API: hospital systems and the like. */
export function ClientList() {
  const { t } = useTranslation('accounts');
  const { pick } = useBilingual();
  const format = useFormat();
  const clients = usePages(['api-clients', 'list'], clientsOf);
  const [opened, setOpened] = useParam('client');
  const [creating, setCreating] = useState(false);
  const found = clients.items.find(({ id }) => id === opened);

  return (
    <Figure
      title={t('client.list')}
      tools={
        <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setCreating(true)}>
          {t('client.create')}
        </Button>
      }
    >
      <PagedTable
        caption={t('client.list')}
        list={clients}
        rowKey={({ id }) => id}
        empty={<Empty title={t('client.none')} hint={t('client.none_hint')} />}
        columns={[
          {
            title: t('client.name'),
            cell: (client) => (
              <button type="button" className={tables.action} onClick={() => setOpened(client.id)}>
                {client.name}
              </button>
            ),
          },
          { title: t('list.state'), cell: ({ state }) => <StateOf state={state as ClientState} /> },
          {
            title: t('post.role'),
            cell: ({ post }) => `${pick(post.role_name_zh, post.role_name_en)} · ${pick(post.region_name_zh, post.region_name_en)}`,
          },
          { title: t('client.expires'), cell: ({ expires_at }) => format.instant(expires_at) },
          { title: t('client.used'), cell: ({ last_used_at }) => (last_used_at ? format.instant(last_used_at) : t('list.never')) },
          { title: t('client.per_minute'), numeric: true, cell: ({ requests_per_minute }) => format.integer(requests_per_minute) },
        ]}
      />
      {found && <ClientDrawer client={found} badge={<StateOf state={found.state as ClientState} />} onClose={() => setOpened(null)} />}
      {creating && <CreateClient onClose={() => setCreating(false)} />}
    </Figure>
  );
}

function StateOf({ state }: { state: ClientState }) {
  const { t } = useTranslation('accounts');
  return <Badge {...LOOK[state]}>{t(`client.state.${state}`)}</Badge>;
}
