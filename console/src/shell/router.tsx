import { Navigate, createBrowserRouter, useLocation } from 'react-router';

import { SessionGate } from '~/features/access/SessionGate';
import { useCan } from '~/features/access/session';

import { NotFoundPage } from './NotFoundPage';
import { firstPath } from './pages';
import { RouteFailed } from './RouteFailed';
import { Shell } from './Shell';

/** The first page of this account, with whatever the address already says. */
function ToFirstPage() {
  const { search } = useLocation();
  return <Navigate to={`${firstPath(useCan())}${search}`} replace />;
}

/** Every page is loaded when it is first opened; the situation is the one most people open first. */
export const router = createBrowserRouter([
  {
    element: (
      <SessionGate>
        <Shell />
      </SessionGate>
    ),
    hydrateFallbackElement: <></>,
    errorElement: <RouteFailed />,
    children: [
      { index: true, element: <ToFirstPage /> },
      { path: 'situation', lazy: async () => ({ Component: (await import('~/features/situation/SituationPage')).SituationPage }) },
      { path: 'explore', lazy: async () => ({ Component: (await import('~/features/explore/ExplorePage')).ExplorePage }) },
      { path: 'signals', lazy: async () => ({ Component: (await import('~/features/signals/SignalsPage')).SignalsPage }) },
      { path: 'signals/:id', lazy: async () => ({ Component: (await import('~/features/signals/SignalPage')).SignalPage }) },
      { path: 'imports', lazy: async () => ({ Component: (await import('~/features/imports/ImportsPage')).ImportsPage }) },
      { path: 'imports/:id', lazy: async () => ({ Component: (await import('~/features/imports/ImportPage')).ImportPage }) },
      { path: 'sign-in', element: <Navigate to="/" replace /> },
      { path: 'me', lazy: async () => ({ Component: (await import('~/features/me/MyAccountPage')).MyAccountPage }) },
      { path: 'people', lazy: async () => ({ Component: (await import('~/features/people/PeoplePage')).PeoplePage }) },
      { path: 'people/:id', lazy: async () => ({ Component: (await import('~/features/people/PersonPage')).PersonPage }) },
      { path: 'people/matches/:id', lazy: async () => ({ Component: (await import('~/features/people/MatchPage')).MatchPage }) },
      { path: 'approvals', lazy: async () => ({ Component: (await import('~/features/approvals/ApprovalsPage')).ApprovalsPage }) },
      { path: 'accounts', lazy: async () => ({ Component: (await import('~/features/accounts/AccountsPage')).AccountsPage }) },
      { path: 'roles', lazy: async () => ({ Component: (await import('~/features/roles/RolesPage')).RolesPage }) },
      { path: 'audit', lazy: async () => ({ Component: (await import('~/features/audit/AuditPage')).AuditPage }) },
      { path: '*', element: <NotFoundPage /> },
    ],
  },
]);
