import { LoginOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';

import { useBilingual } from '~/i18n/language';

import styles from './access.module.css';
import { sessionOptionsQuery } from './session';

/** Where a provider's refusal brings people back to. */
export const RETURN_PATH = '/sign-in';

/** Signing in through the organisation's own provider, where the server knows one. */
export function ProviderEntry() {
  const { t } = useTranslation('access');
  const { name } = useBilingual();
  const { pathname, search } = useLocation();
  const provider = useQuery(sessionOptionsQuery).data?.provider;
  if (!provider) return null;
  const back = pathname === RETURN_PATH ? '/' : `${pathname}${search}`;
  return (
    <>
      <p className={styles.or}>{t('provider.or')}</p>
      <Button icon={<LoginOutlined aria-hidden />} size="large" block href={`/api/session/oidc/start?${new URLSearchParams({ return_to: back })}`}>
        {t('provider.sign_in', { name: name(provider) })}
      </Button>
    </>
  );
}

const CODES = [
  'provider_refused',
  'provider_unavailable',
  'state_unknown',
  'token_invalid',
  'not_linked',
  'account_disabled',
  'account_dormant',
] as const;

/** Why the provider's way in failed, as the address says it. */
export function useProviderProblem(): string | undefined {
  const { t } = useTranslation('access');
  const { pathname, search } = useLocation();
  const code = new URLSearchParams(search).get('problem');
  if (pathname !== RETURN_PATH || !code) return undefined;
  const known = CODES.find((item) => item === code);
  return known ? t(`provider.problem.${known}`) : t('provider.problem.other');
}
