import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { usePages } from '~/api/pages';
import type { AuditEntryView } from '~/api/types';
import { Figure } from '~/charts/Figure';
import tables from '~/charts/charts.module.css';
import { useFormat } from '~/format/useFormat';
import { ExportButtons } from '~/shell/ExportButtons';
import { PagedTable } from '~/shell/PagedTable';
import { Empty } from '~/shell/states/Empty';

import { EntryDrawer } from './EntryDrawer';
import { Outcome } from './Outcome';
import styles from './audit.module.css';
import { entriesOf } from './queries';
import { useAuditFilter } from './useAuditFilter';
import { useAuditWords } from './useAuditWords';

/** The entries that match, newest first. */
export function AuditList() {
  const { t } = useTranslation('audit');
  const { filter } = useAuditFilter();
  const format = useFormat();
  const { word } = useAuditWords();
  const [opened, setOpened] = useState<AuditEntryView | null>(null);
  const entries = usePages(['audit', 'list', filter], entriesOf(filter));

  return (
    <Figure
      title={t('list.title')}
      stale={entries.query.isPlaceholderData}
      tools={<ExportButtons path="/api/audit/export" params={filter as Record<string, string | undefined>} />}
    >
      <PagedTable
        caption={t('list.title')}
        list={entries}
        height="max(320px, calc(100dvh - 360px))"
        rowKey={({ sequence }) => String(sequence)}
        empty={<Empty title={t('list.none')} hint={t('list.none_hint')} />}
        columns={[
          {
            title: t('list.at'),
            cell: (entry) => (
              <button type="button" className={tables.action} onClick={() => setOpened(entry)}>
                {format.second(entry.at)}
              </button>
            ),
          },
          { title: t('list.action'), cell: ({ action }) => word('action', action) },
          { title: t('list.outcome'), cell: ({ outcome }) => <Outcome outcome={outcome} /> },
          { title: t('list.account'), cell: (entry) => <span className={styles.code}>{entry.account || '–'}</span> },
          { title: t('list.role'), cell: ({ role }) => word('role', role) },
          { title: t('list.region'), cell: ({ region }) => region || '–' },
          { title: t('list.purpose'), cell: ({ purpose }) => word('purpose', purpose) },
          {
            title: t('list.subject'),
            cell: ({ subject_kind, subject_id }) => (
              <>
                {word('subject', subject_kind)} <span className={styles.code}>{subject_id}</span>
              </>
            ),
          },
          { title: t('list.sequence'), numeric: true, cell: ({ sequence }) => format.integer(sequence) },
        ]}
      />
      {opened && <EntryDrawer entry={opened} onClose={() => setOpened(null)} />}
    </Figure>
  );
}
