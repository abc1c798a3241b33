import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { LanguageSwitch } from '~/shell/LanguageSwitch';
import { Mark } from '~/shell/Mark';

import styles from './access.module.css';

/** The calm page around everything that comes before the console: product name, language, one form. */
export function EntryFrame({ title, children }: { title: string; children: ReactNode }) {
  const { t } = useTranslation('access');
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <LanguageSwitch />
      </header>
      <main className={styles.main}>
        <div className={styles.brand}>
          <Mark size={40} />
          <div>
            <p className={styles.product}>{t('product')}</p>
            <p className={styles.purpose}>{t('purpose')}</p>
          </div>
        </div>
        <section className={styles.card} aria-labelledby="entry-title">
          <h1 id="entry-title">{title}</h1>
          {children}
        </section>
      </main>
      <footer className={styles.foot}>{t('footer')}</footer>
    </div>
  );
}
