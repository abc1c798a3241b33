import { Drawer } from 'antd';
import { useTranslation } from 'react-i18next';

import type { AuditEntryView } from '~/api/types';
import { useFormat } from '~/format/useFormat';
import { useBilingual } from '~/i18n/language';
import { Facts } from '~/shell/Facts';
import parts from '~/shell/parts.module.css';

import { Outcome } from './Outcome';
import styles from './audit.module.css';
import { useAuditFilter } from './useAuditFilter';
import { useAuditWords } from './useAuditWords';

interface Props {
  entry: AuditEntryView;
  onClose: () => void;
}

/** Everything an entry says; its actor and its subject lead to all entries about them. */
export function EntryDrawer({ entry, onClose }: Props) {
  const { t } = useTranslation('audit');
  const format = useFormat();
  const { word } = useAuditWords();
  const { pick } = useBilingual();
  const { setAsk } = useAuditFilter();
  const detail = Object.entries(entry.detail ?? {});

  const narrow = (change: Parameters<typeof setAsk>[0], label: string, text: string) =>
    text ? (
      <span className={styles.narrow}>
        <span className={parts.mono}>{text}</span>
        <button
          type="button"
          className={parts.link}
          onClick={() => {
            setAsk(change);
            onClose();
          }}
        >
          {label}
        </button>
      </span>
    ) : (
      '–'
    );

  return (
    <Drawer open size="min(640px, 100vw)" title={t('entry.title', { sequence: format.integer(entry.sequence) })} onClose={onClose}>
      <Facts
        facts={[
          { label: t('list.at'), value: format.second(entry.at) },
          { label: t('list.action'), value: `${word('action', entry.action)} (${entry.action})` },
          { label: t('list.outcome'), value: <Outcome outcome={entry.outcome} /> },
          { label: t('list.account'), value: narrow({ account: entry.account }, t('entry.same_account'), entry.account_name || entry.account) },
          { label: t('list.role'), value: pick(entry.role_name_zh, entry.role_name_en) || word('role', entry.role) },
          { label: t('list.region'), value: [pick(entry.region_name_zh, entry.region_name_en), entry.region].filter(Boolean).join(' · ') || '–' },
          { label: t('entry.organisation'), value: entry.organisation || '–' },
          { label: t('list.purpose'), value: word('purpose', entry.purpose) },
          { label: t('filter.subject_kind'), value: word('subject', entry.subject_kind) },
          {
            label: t('filter.subject_id'),
            value: narrow({ subject_kind: entry.subject_kind, subject_id: entry.subject_id }, t('entry.same_subject'), entry.subject_id),
          },
          ...detail.map(([key, value]) => ({ label: word('detail', key), value: <span className={parts.mono}>{readable(value)}</span> })),
          { label: t('entry.request'), value: <span className={parts.mono}>{entry.request || '–'}</span> },
          { label: t('entry.pack'), value: <span className={parts.mono}>{entry.pack_version}</span> },
          { label: t('entry.hash'), value: <span className={parts.mono}>{entry.hash}</span> },
        ]}
      />
    </Drawer>
  );
}

const readable = (value: unknown) => (typeof value === 'object' ? JSON.stringify(value) : String(value));
