import { useTranslation } from 'react-i18next';

import styles from './badges.module.css';

type DiseaseClass = 'A' | 'B' | 'C' | 'other';

/** The legal class of a notifiable disease, in words. */
export function ClassBadge({ of }: { of?: DiseaseClass | null }) {
  const { t } = useTranslation('common');
  if (!of || of === 'other') return null;
  return (
    <span className={`${styles.badge} ${styles[`class${of}`]}`} title={t('class_label')}>
      {t(`class.${of}`)}
    </span>
  );
}
