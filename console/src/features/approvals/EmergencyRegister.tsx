import { PlusOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { usePages } from '~/api/pages';
import { Figure } from '~/charts/Figure';
import tables from '~/charts/charts.module.css';
import { useCan } from '~/features/access/session';
import { useFormat } from '~/format/useFormat';
import { Choice } from '~/shell/Choice';
import { PagedTable } from '~/shell/PagedTable';
import { Empty } from '~/shell/states/Empty';

import { EmergencyDialog } from './EmergencyDialog';
import { EmergencyDrawer } from './EmergencyDrawer';
import { EmergencyState } from './EmergencyState';
import { Who } from './Who';
import { emergenciesOf } from './queries';
import { useKindWords } from './useKindWords';
import { useRegister } from './useRegister';

const PARTS = ['to_review', 'active', 'reviewed', 'mine', 'all'] as const;

/** Emergency accesses: in force, to be reviewed, reviewed. */
export function EmergencyRegister() {
  const { t } = useTranslation('approvals');
  const format = useFormat();
  const can = useCan();
  const kindWords = useKindWords();
  const { part, offered, register, setPart } = useRegister(PARTS);
  const list = usePages(['grants', 'emergency', part], emergenciesOf(register));
  const [opened, setOpened] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);
  const found = list.items.find(({ id }) => id === opened);

  return (
    <Figure
      title={t('view.emergency')}
      stale={list.query.isPlaceholderData}
      tools={
        <>
          {offered.length > 1 && (
            <Choice quiet label={t('part.label')} options={offered.map((value) => ({ value, label: t(`part.${value}`) }))} value={part} onChange={setPart} />
          )}
          {can('grants.request') && (
            <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setAsking(true)}>
              {t('emergency.ask')}
            </Button>
          )}
        </>
      }
    >
      <PagedTable
        caption={t('view.emergency')}
        list={list}
        height="max(320px, calc(100dvh - 230px))"
        rowKey={({ id }) => id}
        empty={<Empty title={t(`emergency.none.${part === 'to_review' || part === 'mine' ? part : 'other'}`)} />}
        columns={[
          {
            title: t('who'),
            cell: (access) => (
              <button type="button" className={tables.action} onClick={() => setOpened(access.id)}>
                <Who account={access.account} />
              </button>
            ),
          },
          { title: t('state'), cell: (access) => <EmergencyState access={access} /> },
          { title: t('what'), cell: ({ kind }) => kindWords(kind) },
          { title: t('why'), cell: ({ reason }) => <span title={reason}>{short(reason)}</span> },
          { title: t('asked'), cell: ({ opened_at }) => format.instant(opened_at) },
          { title: t('until'), cell: ({ ended_at, expires_at }) => format.instant(ended_at ?? expires_at) },
        ]}
      />
      {found && <EmergencyDrawer access={found} onClose={() => setOpened(null)} />}
      {asking && <EmergencyDialog onClose={() => setAsking(false)} />}
    </Figure>
  );
}

const REASON_SHOWN = 24;

/** A reason as a list has room for it. */
export const short = (reason: string) => (reason.length > REASON_SHOWN ? `${reason.slice(0, REASON_SHOWN)}…` : reason);
