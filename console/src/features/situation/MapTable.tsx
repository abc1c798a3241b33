import { useTranslation } from 'react-i18next';

import type { MapView } from '~/api/types';
import { DataTable } from '~/charts/DataTable';
import { useFormat } from '~/format/useFormat';
import { useBilingual } from '~/i18n/language';
import { useScope } from '~/shell/ScopeProvider';

import styles from './situation.module.css';

/** The map's numbers, most first; a name leads into its area as the map does. */
export function MapTable({ map, height }: { map: MapView; height: number | string }) {
  const { t } = useTranslation('situation');
  const { t: common } = useTranslation('common');
  const { setScope } = useScope();
  const { name } = useBilingual();
  const format = useFormat();
  const rows = [...map.items].sort((a, b) => (b.value ?? -1) - (a.value ?? -1));
  return (
    <DataTable
      caption={t('map.label')}
      height={height}
      rows={rows}
      rowKey={({ region }) => region}
      columns={[
        {
          title: t('map.area'),
          cell: (item) => (
            <button type="button" className={styles.link} onClick={() => setScope({ area: item.region })}>
              {name(item)}
            </button>
          ),
        },
        { title: t('map.count'), numeric: true, cell: ({ value }) => (value == null ? common('not_reported') : format.integer(value)) },
        { title: t('map.rate'), numeric: true, cell: (item) => format.rate(item.rate_per_100k) },
        { title: t('map.previous'), numeric: true, cell: ({ previous }) => format.integer(previous) },
        { title: t('map.signals'), numeric: true, cell: ({ signals }) => format.integer(signals) },
      ]}
    />
  );
}
