import { useTranslation } from 'react-i18next';

import type { ImportView } from '~/api/types';
import { useFormat } from '~/format/useFormat';
import { useBilingual } from '~/i18n/language';

import styles from './imports.module.css';

/** What became of the rows, adding up to the rows read, and why some were left out on purpose. */
export function ImportCounters({ view }: { view: ImportView }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const { pick } = useBilingual();
  const counters = [
    { key: 'read', value: view.rows_read },
    { key: 'new', value: view.rows_new },
    { key: 'changed', value: view.rows_changed },
    { key: 'unchanged', value: view.rows_unchanged },
    { key: 'skipped', value: view.rows_skipped },
    { key: 'rejected', value: view.rows_rejected },
  ] as const;
  return (
    <section className={styles.counters} aria-label={t('count.label')}>
      <dl className={styles.counterRow}>
        {counters.map(({ key, value }) => (
          <div key={key}>
            <dt>{t(`count.${key}`)}</dt>
            <dd className={key === 'rejected' && value > 0 ? styles.bad : undefined}>{format.integer(value)}</dd>
          </div>
        ))}
      </dl>
      {view.skipped.length > 0 && (
        <ul className={styles.skipped}>
          {view.skipped.map(({ reason, reason_zh, rows }) => (
            <li key={reason}>{t('skipped', { reason: pick(reason_zh, reason), rows: format.integer(rows) })}</li>
          ))}
        </ul>
      )}
    </section>
  );
}
