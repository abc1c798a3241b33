import { DesktopOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

import { CSRF_HEADER, api, dataOf } from '~/api/client';
import type { OpenSession } from '~/api/types';
import { Figure } from '~/charts/Figure';
import { useFormat } from '~/format/useFormat';
import parts from '~/shell/parts.module.css';
import { Loaded } from '~/shell/states/Loaded';
import { Refusal } from '~/shell/states/Refusal';

import styles from './me.module.css';

const KEY = ['sessions'];

/** Where the account is signed in; every other place can be ended from here. */
export function MyDevices() {
  const { t } = useTranslation('me');
  const cache = useQueryClient();
  const sessions = useQuery({ queryKey: KEY, queryFn: () => dataOf(api.GET('/api/sessions')) });
  const end = useMutation({
    mutationFn: async (id: string | null) => {
      if (id === null) await api.DELETE('/api/sessions', { params: { header: CSRF_HEADER } });
      else await api.DELETE('/api/sessions/{id}', { params: { header: CSRF_HEADER, path: { id } } });
    },
    onSettled: () => cache.invalidateQueries({ queryKey: KEY }),
  });
  const others = sessions.data?.items.some(({ is_current }) => !is_current);

  return (
    <Figure
      title={t('devices.title')}
      tools={
        others && (
          <Button size="small" loading={end.isPending && end.variables === null} onClick={() => end.mutate(null)}>
            {t('devices.end_others')}
          </Button>
        )
      }
    >
      {end.isError && <Refusal error={end.error} />}
      <Loaded query={sessions}>
        {({ items }) => (
          <ul className={styles.devices}>
            {items.map((session) => (
              <Device key={session.id} session={session} ending={end.isPending && end.variables === session.id} onEnd={() => end.mutate(session.id)} />
            ))}
          </ul>
        )}
      </Loaded>
      <p className={parts.quiet}>{t('devices.hint')}</p>
    </Figure>
  );
}

interface DeviceProps {
  session: OpenSession;
  ending: boolean;
  onEnd: () => void;
}

function Device({ session, ending, onEnd }: DeviceProps) {
  const { t } = useTranslation('me');
  const format = useFormat();
  const device = [session.browser, session.system].filter(Boolean).join(' · ') || t('devices.unknown');
  return (
    <li>
      <DesktopOutlined aria-hidden />
      <div>
        <strong>{device}</strong>
        <p className={parts.quiet}>
          {session.source ?? t('devices.here')} · {t('devices.since', { time: format.instant(session.created_at) })} ·{' '}
          {t('devices.seen', { time: format.instant(session.last_seen_at) })}
        </p>
      </div>
      {session.is_current ? (
        <span className={parts.quiet}>{t('devices.this')}</span>
      ) : (
        <Button size="small" loading={ending} aria-label={t('devices.end_one', { device })} onClick={onEnd}>
          {t('devices.end')}
        </Button>
      )}
    </li>
  );
}
