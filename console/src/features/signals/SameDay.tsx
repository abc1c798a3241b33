import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { useDetectors } from '~/api/reference';
import type { SignalDetail } from '~/api/types';
import { DataTable } from '~/charts/DataTable';
import { Figure } from '~/charts/Figure';
import { useFormat } from '~/format/useFormat';
import { useBilingual } from '~/i18n/language';
import { useScope } from '~/shell/ScopeProvider';
import { withStratum } from '~/shell/SubjectPicker';

import styles from './signals.module.css';

/** Signals of the same disease near that day: other areas, other detectors. */
export function SameDay({ signal }: { signal: SignalDetail }) {
  const { t } = useTranslation('signals');
  const { t: shell } = useTranslation('shell');
  const { linkTo } = useScope();
  const { name, pick } = useBilingual();
  const format = useFormat();
  const detectors = useDetectors().data;
  return (
    <Figure className={styles.sameDay} title={t('detail.same_day')}>
      {signal.same_day.length === 0 ? (
        <p className={styles.quiet}>{t('detail.same_day_none')}</p>
      ) : (
        <DataTable
          caption={t('detail.same_day')}
          rows={signal.same_day}
          rowKey={({ id }) => id}
          height={280}
          columns={[
            {
              title: t('list.day'),
              cell: ({ id, day }) => <Link to={linkTo(`/signals/${id}`)}>{format.period(day, signal.series.native_period)}</Link>,
            },
            { title: t('list.region'), cell: (other) => withStratum(pick(other.region_name_zh, other.region_name_en), other.stratum, shell) },
            { title: t('list.observed'), numeric: true, cell: ({ observed }) => format.integer(observed) },
            { title: t('list.bound'), numeric: true, cell: ({ bound }) => format.estimate(bound) },
            { title: t('list.detector'), cell: ({ detector }) => name(detectors?.find(({ id }) => id === detector)) || detector },
          ]}
        />
      )}
    </Figure>
  );
}
