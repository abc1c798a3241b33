import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import type { NextStep, SessionView } from '~/api/types';
import { Failed } from '~/shell/states/Failed';
import { PageLoading } from '~/shell/states/Loading';

import { EnrolPage } from './EnrolPage';
import { PasswordPage } from './PasswordPage';
import { SecondFactorPage } from './SecondFactorPage';
import { sessionQuery } from './session';
import { SignInPage } from './SignInPage';

/** What the server wants done before it answers anything else. */
const nextOf = ({ next }: SessionView) => next as NextStep | null | undefined;

/** Shows its children to a signed-in account; otherwise signs in at the same address, so that no link is lost. */
export function SessionGate({ children }: { children: ReactNode }) {
  const session = useQuery(sessionQuery);
  if (session.isPending) return <PageLoading />;
  if (session.isError) return <Failed error={session.error} onRetry={() => void session.refetch()} />;
  if (session.data === null) return <SignInPage />;
  const { username } = session.data;
  switch (nextOf(session.data)) {
    case 'second_factor':
      return <SecondFactorPage username={username} />;
    case 'password':
      return <PasswordPage username={username} />;
    case 'enrol_second_factor':
      return <EnrolPage username={username} />;
    default:
      return children;
  }
}
