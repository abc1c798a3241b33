import { Suspense, lazy, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet, useLocation, useNavigation } from 'react-router';

import { useLiveUpdates } from '~/api/events';
import { useCan } from '~/features/access/session';
import { SearchDialog } from '~/features/search/SearchDialog';
import { useSearchKeys } from '~/features/search/useSearchKeys';

import { Navigation } from './Navigation';
import { mayOpen, pageOf } from './pages';
import { ScopeProvider } from './ScopeProvider';
import styles from './shell.module.css';
import { ErrorBoundary } from './states/ErrorBoundary';
import { Forbidden } from './states/Failed';
import { TopBar } from './TopBar';

const EmergencyBanner = lazy(async () => ({ default: (await import('~/features/approvals/EmergencyBanner')).EmergencyBanner }));

/** The frame around every page: navigation by work, the scope, search, and the page itself. */
export function Shell() {
  const { t } = useTranslation('shell');
  const [searching, setSearching] = useState(false);
  useLiveUpdates();
  useSearchKeys(() => setSearching(true));

  return (
    <ScopeProvider>
      <a className={styles.skip} href="#main">
        {t('skip')}
      </a>
      <div className={styles.frame}>
        <Navigation />
        <TopBar onSearch={() => setSearching(true)} />
        <Page />
      </div>
      {searching && <SearchDialog onClose={() => setSearching(false)} />}
    </ScopeProvider>
  );
}

/** The page's own part; says its name to the browser and begins at its top. */
function Page() {
  const { t } = useTranslation('shell');
  const { pathname } = useLocation();
  const { state } = useNavigation();
  const can = useCan();
  const page = pageOf(pathname);
  const allowed = !page || mayOpen(page, can);
  const main = useRef<HTMLElement>(null);
  const name = page ? `${t(`nav.${page.id}`)} · ${t('product')}` : t('product');

  useEffect(() => {
    document.title = name;
  }, [name]);

  useEffect(() => {
    main.current?.scrollTo(0, 0);
  }, [pathname]);

  return (
    <main id="main" ref={main} className={styles.main} tabIndex={-1} aria-busy={state === 'loading'}>
      {can('grants.request') && (
        <ErrorBoundary resetKey={pathname}>
          <Suspense>
            <EmergencyBanner />
          </Suspense>
        </ErrorBoundary>
      )}
      <ErrorBoundary resetKey={pathname}>{allowed ? <Outlet /> : <Forbidden detail={t('forbidden_page')} />}</ErrorBoundary>
    </main>
  );
}
