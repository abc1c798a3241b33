import { SearchOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';

import { AreaPicker } from './AreaPicker';
import { DateRangePicker } from './DateRangePicker';
import { Mark } from './Mark';
import { pageOf } from './pages';
import styles from './shell.module.css';
import { UserMenu } from './UserMenu';

const IS_MAC = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** Where and when everything below is about, visible where it matters; search and the account beside it. */
export function TopBar({ onSearch }: { onSearch: () => void }) {
  const { t } = useTranslation('shell');
  const page = pageOf(useLocation().pathname);
  return (
    <header className={styles.top}>
      <div className={styles.topBrand}>
        <Mark size={28} />
        <span>{t('product')}</span>
      </div>
      {page?.scoped ? (
        <div className={styles.scope} role="group" aria-label={t('scope')}>
          <AreaPicker />
          <DateRangePicker />
        </div>
      ) : (
        <div className={styles.noScope} />
      )}
      <button type="button" className={styles.search} onClick={onSearch} aria-keyshortcuts="Control+K Meta+K /">
        <SearchOutlined aria-hidden />
        <span className={styles.searchText} title={t('search')}>{t('search')}</span>
        <kbd aria-hidden>{IS_MAC ? '⌘K' : 'Ctrl K'}</kbd>
      </button>
      <UserMenu />
    </header>
  );
}
