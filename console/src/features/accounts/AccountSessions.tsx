import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import type { AccountView } from '~/api/types';
import { useFormat } from '~/format/useFormat';
import parts from '~/shell/parts.module.css';
import { Loaded } from '~/shell/states/Loaded';
import { LinesLoading } from '~/shell/states/Loading';

import { accountSessionsQuery } from './queries';

/** Where the account is signed in at the moment. */
export function AccountSessions({ account }: { account: AccountView }) {
  const { t } = useTranslation('accounts');
  const { t: me } = useTranslation('me');
  const format = useFormat();
  const sessions = useQuery(accountSessionsQuery(account.id));
  return (
    <section aria-label={t('sessions.title')}>
      <h3>{t('sessions.title')}</h3>
      <Loaded query={sessions} loading={<LinesLoading lines={2} />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className={parts.quiet}>{t('sessions.none')}</p>
          ) : (
            <ul>
              {items.map((session) => (
                <li key={session.id}>
                  {[session.browser, session.system].filter(Boolean).join(' · ') || me('devices.unknown')}{' '}
                  <span className={parts.quiet}>
                    {session.source ?? me('devices.here')} · {me('devices.seen', { time: format.instant(session.last_seen_at) })}
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  );
}
