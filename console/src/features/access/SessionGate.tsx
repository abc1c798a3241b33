import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { Failed } from '~/shell/states/Failed';
import { PageLoading } from '~/shell/states/Loading';

import { PasswordPage } from './PasswordPage';
import { sessionQuery } from './session';
import { SignInPage } from './SignInPage';

/** Shows its children to a signed-in account; otherwise signs in at the same address, so that no link is lost. */
export function SessionGate({ children }: { children: ReactNode }) {
  const session = useQuery(sessionQuery);
  if (session.isPending) return <PageLoading />;
  if (session.isError) return <Failed error={session.error} onRetry={() => void session.refetch()} />;
  if (session.data === null) return <SignInPage />;
  if (session.data.must_change_password) return <PasswordPage username={session.data.username} />;
  return children;
}
