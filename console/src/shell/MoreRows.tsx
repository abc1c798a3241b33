import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

import styles from './page.module.css';

interface Props {
  shown: number;
  hasMore: boolean;
  loading: boolean;
  onMore: () => void;
}

/** How much of a list is shown, and the next page of it. */
export function MoreRows({ shown, hasMore, loading, onMore }: Props) {
  const { t } = useTranslation('common');
  return (
    <div className={styles.more}>
      <span aria-live="polite">{hasMore ? t('shown', { shown }) : t('shown_all', { shown })}</span>
      {hasMore && (
        <Button size="small" loading={loading} onClick={onMore}>
          {t('more')}
        </Button>
      )}
    </div>
  );
}
