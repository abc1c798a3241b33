import { useTranslation } from 'react-i18next';

import styles from './states.module.css';

/** A grey block that holds the place of what is coming. */
export function Bone({ height, width = '100%' }: { height: number | string; width?: number | string }) {
  return <div className={styles.bone} style={{ height, width }} />;
}

/** Lines of a list or table on their way. */
export function LinesLoading({ lines = 6 }: { lines?: number }) {
  const { t } = useTranslation('common');
  return (
    <div className={styles.lines} role="status" aria-label={t('loading')}>
      {Array.from({ length: lines }, (_, index) => (
        <Bone key={index} height={16} width={`${92 - ((index * 17) % 40)}%`} />
      ))}
    </div>
  );
}

/** A chart or map on its way. */
export function BlockLoading({ height }: { height: number | string }) {
  const { t } = useTranslation('common');
  return (
    <div role="status" aria-label={t('loading')}>
      <Bone height={height} />
    </div>
  );
}

/** A whole page on its way. */
export function PageLoading() {
  const { t } = useTranslation('common');
  return (
    <div className={styles.page} role="status">
      {t('loading')}
    </div>
  );
}
