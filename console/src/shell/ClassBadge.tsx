import { useTranslation } from 'react-i18next';

import styles from './badges.module.css';

const SHOWN = ['A', 'B', 'C'] as const;

/** The legal class of a notifiable disease, in words. */
export function ClassBadge({ of }: { of?: string | null }) {
  const { t } = useTranslation('common');
  const shown = SHOWN.find((item) => item === of);
  if (!shown) return null;
  return (
    <span className={`${styles.badge} ${styles[`class${shown}`]}`} title={t('class_label')}>
      {t(`class.${shown}`)}
    </span>
  );
}
