import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate, useSearchParams } from 'react-router';

import { usePack } from '~/api/reference';
import { useSession } from '~/features/access/session';

import { type Scope, defaultView, isComplete, readScope, scopeOfView, writeScope } from './scope';
import { Empty } from './states/Empty';
import { Failed } from './states/Failed';
import { PageLoading } from './states/Loading';

interface ScopeState {
  scope: Scope;
  /** Changes part of the scope; a new history entry, so that Back undoes it. */
  setScope: (change: Partial<Scope>) => void;
  /** An address with this scope, for links. */
  linkTo: (path: string, change?: Partial<Scope>, extra?: Record<string, string>) => string;
}

const ScopeContext = createContext<ScopeState | null>(null);

export function useScope(): ScopeState {
  const state = useContext(ScopeContext);
  if (!state) throw new Error('useScope is for components below ScopeProvider');
  return state;
}

/** Gives everything inside one scope and keeps the address complete. */
export function ScopeProvider({ children }: { children: ReactNode }) {
  const { t } = useTranslation('shell');
  const pack = usePack();
  const { home_region } = useSession();
  if (pack.isError) return <Failed error={pack.error} onRetry={() => void pack.refetch()} />;
  if (!pack.data) return <PageLoading />;
  const view = defaultView(pack.data.views, home_region);
  if (!view) return <Empty title={t('no_view.title')} hint={t('no_view.hint')} />;
  return <AddressScope fallback={scopeOfView(view)}>{children}</AddressScope>;
}

function AddressScope({ fallback, children }: { fallback: Scope; children: ReactNode }) {
  const [search] = useSearchParams();
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const address = search.toString();
  const key = JSON.stringify(fallback);

  const scope = useMemo(() => readScope(new URLSearchParams(address), JSON.parse(key) as Scope), [address, key]);

  useEffect(() => {
    const current = new URLSearchParams(address);
    if (!isComplete(current)) void navigate(`${pathname}?${writeScope(current, scope)}`, { replace: true });
  }, [address, navigate, pathname, scope]);

  const setScope = useCallback(
    (change: Partial<Scope>) => {
      const next = writeScope(new URLSearchParams(address), { ...scope, ...change });
      void navigate(`${pathname}?${next}`);
    },
    [address, navigate, pathname, scope],
  );

  const linkTo = useCallback(
    (path: string, change: Partial<Scope> = {}, extra: Record<string, string> = {}) =>
      `${path}?${writeScope(new URLSearchParams(extra), { ...scope, ...change })}`,
    [scope],
  );

  const state = useMemo(() => ({ scope, setScope, linkTo }), [scope, setScope, linkTo]);
  return <ScopeContext value={state}>{children}</ScopeContext>;
}
