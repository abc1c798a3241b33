import { useQuery } from '@tanstack/react-query';
import { Drawer } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { api, dataOf } from '~/api/client';
import type { CountRow, Period } from '~/api/types';
import { DataTable } from '~/charts/DataTable';
import { useCan } from '~/features/access/session';
import { useFormat } from '~/format/useFormat';
import { useBilingual } from '~/i18n/language';
import { useScope } from '~/shell/ScopeProvider';
import { Loaded } from '~/shell/states/Loaded';

import styles from './explore.module.css';

interface Props {
  row: CountRow;
  native: Period;
  onClose: () => void;
}

/** Every value this count has had, from which file and row, and what replaced it. */
export function HistoryDrawer({ row, native, onClose }: Props) {
  const { t } = useTranslation('explore');
  const { scope, linkTo } = useScope();
  const { pick } = useBilingual();
  const format = useFormat();
  const can = useCan();
  const key = { stream: scope.stream, condition: scope.condition, region: row.region, stratum: row.stratum, day: row.day };
  const history = useQuery({
    queryKey: ['counts', 'history', key],
    queryFn: () => dataOf(api.GET('/api/counts/history', { params: { query: key } })),
  });

  const place = pick(row.region_name_zh, row.region_name_en);
  return (
    <Drawer open size="min(800px, 100vw)" title={t('history.title')} onClose={onClose}>
      <p className={styles.historyOf}>
        {place} · {format.period(row.day, native)}
      </p>
      <Loaded query={history}>
        {(revisions) => (
          <DataTable
            caption={t('history.title')}
            rows={revisions}
            rowKey={({ recorded_at, batch }) => `${recorded_at}-${batch}`}
            columns={[
              { title: t('history.value'), numeric: true, cell: ({ value }) => format.integer(value) },
              { title: t('history.recorded'), cell: ({ recorded_at }) => format.instant(recorded_at) },
              {
                title: t('history.file'),
                cell: ({ file_name, batch }) =>
                  can('imports.read') ? <Link to={linkTo(`/imports/${batch}`)}>{file_name ?? batch}</Link> : (file_name ?? batch),
              },
              { title: t('history.row'), numeric: true, cell: (revision) => format.integer(revision.row) },
              {
                title: t('history.state'),
                cell: ({ replaced_at }) => (replaced_at ? t('history.replaced', { time: format.instant(replaced_at) }) : t('history.present')),
              },
            ]}
          />
        )}
      </Loaded>
    </Drawer>
  );
}
