import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { usePages } from '~/api/pages';
import type { AuditEntryView } from '~/api/types';
import { Figure } from '~/charts/Figure';
import tables from '~/charts/charts.module.css';
import { useFormat } from '~/format/useFormat';
import { useBilingual } from '~/i18n/language';
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
  const { pick } = useBilingual();
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
          { title: t('list.account'), cell: ({ account, account_name }) => account_name || account || '–' },
          { title: t('list.role'), cell: (entry) => pick(entry.role_name_zh, entry.role_name_en) || word('role', entry.role) },
          { title: t('list.region'), cell: (entry) => pick(entry.region_name_zh, entry.region_name_en) || entry.region || '–' },
          { title: t('list.purpose'), cell: ({ purpose }) => word('purpose', purpose) },
          {
            title: t('list.subject'),
            cell: ({ subject_kind, subject_id }) => (
              <>
                {word('subject', subject_kind)}{' '}
                <span className={styles.code} title={subject_id}>
                  {shortId(subject_id)}
                </span>
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

/** The end of an id, which tells two of the same hour apart; the whole stands in the entry. */
const shortId = (id: string) => (/^[0-9a-f-]{36}$/.test(id) ? `…${id.slice(-8)}` : id);
