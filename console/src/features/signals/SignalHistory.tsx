import { useTranslation } from 'react-i18next';

import type { SignalDetail } from '~/api/types';
import { DataTable } from '~/charts/DataTable';
import { Figure } from '~/charts/Figure';
import { useFormat } from '~/format/useFormat';

import styles from './signals.module.css';

/** What the signal said before corrected counts or another detector version changed it; nothing where it never changed. */
export function SignalHistory({ signal }: { signal: SignalDetail }) {
  const { t } = useTranslation('signals');
  const format = useFormat();
  if (signal.history.length === 0) return null;
  return (
    <Figure className={styles.history} title={t('detail.history')}>
      <DataTable
        caption={t('detail.history')}
        rows={signal.history}
        rowKey={({ said_at, replaced_at }) => `${said_at}-${replaced_at}`}
        columns={[
          { title: t('detail.said'), cell: ({ said_at }) => format.instant(said_at) },
          { title: t('detail.replaced'), cell: ({ replaced_at }) => format.instant(replaced_at) },
          { title: t('list.observed'), numeric: true, cell: ({ observed }) => format.integer(observed) },
          { title: t('list.expected'), numeric: true, cell: ({ expected }) => format.estimate(expected) },
          { title: t('list.bound'), numeric: true, cell: ({ bound }) => format.estimate(bound) },
          { title: t('list.p'), numeric: true, cell: ({ p }) => format.probability(p) },
        ]}
      />
    </Figure>
  );
}
