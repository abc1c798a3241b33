import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { usePages } from '~/api/pages';
import { Figure } from '~/charts/Figure';
import tables from '~/charts/charts.module.css';
import { useFormat } from '~/format/useFormat';
import { Choice } from '~/shell/Choice';
import { PagedTable } from '~/shell/PagedTable';
import { Empty } from '~/shell/states/Empty';

import { ExportDrawer } from './ExportDrawer';
import { StateBadge } from './StateBadge';
import { Who } from './Who';
import { exportsOf } from './queries';
import { useRegister } from './useRegister';

const PARTS = ['waiting', 'mine', 'all'] as const;

/** Files that were taken away or wait to be: what, by whom, how many rows, and the decision. */
export function ExportRegister() {
  const { t } = useTranslation('approvals');
  const format = useFormat();
  const { part, offered, register, setPart } = useRegister(PARTS);
  const list = usePages(['grants', 'exports', part], exportsOf(register));
  const [opened, setOpened] = useState<string | null>(null);
  const found = list.items.find(({ id }) => id === opened);
  return (
    <Figure
      title={t('view.exports')}
      stale={list.query.isPlaceholderData}
      tools={
        offered.length > 1 && (
          <Choice quiet label={t('part.label')} options={offered.map((value) => ({ value, label: t(`part.${value}`) }))} value={part} onChange={setPart} />
        )
      }
    >
      <PagedTable
        caption={t('view.exports')}
        list={list}
        height="max(320px, calc(100dvh - 230px))"
        rowKey={({ id }) => id}
        empty={<Empty title={t(part === 'waiting' ? 'export.none_waiting' : 'export.none')} />}
        columns={[
          {
            title: t('who'),
            cell: (file) => (
              <button type="button" className={tables.action} onClick={() => setOpened(file.id)}>
                <Who account={file.account} />
              </button>
            ),
          },
          { title: t('state'), cell: ({ state }) => <StateBadge state={state} /> },
          { title: t('what'), cell: ({ kind, format: type }) => `${t(`export.kind.${kind}`)} · ${type.toUpperCase()}` },
          { title: t('export.rows'), numeric: true, cell: ({ rows_count }) => format.integer(rows_count) },
          { title: t('asked'), cell: ({ asked_at }) => format.instant(asked_at) },
          { title: t('until'), cell: ({ expires_at }) => format.instant(expires_at) },
        ]}
      />
      {found && <ExportDrawer file={found} onClose={() => setOpened(null)} />}
    </Figure>
  );
}
