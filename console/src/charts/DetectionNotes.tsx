import { InfoCircleOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';

import type { SeriesView } from '~/api/types';

import styles from './charts.module.css';

/** Says why a chosen detector draws nothing, so that no line is not read as no alarm. */
export function DetectionNotes({ series }: { series: SeriesView }) {
  const { t } = useTranslation('charts');
  const notes = series.detections.flatMap(({ note, points }) => {
    if (note) return [series.period === series.native_period ? note : t('native_only')];
    const judged = points.some(({ bound }) => bound != null);
    return judged ? [] : [points.find(({ why }) => why)?.why ?? t('not_judged')];
  });
  if (notes.length === 0) return null;
  return (
    <ul className={styles.notes}>
      {[...new Set(notes)].map((note) => (
        <li key={note}>
          <InfoCircleOutlined aria-hidden /> {t('no_judgement', { note })}
        </li>
      ))}
    </ul>
  );
}
