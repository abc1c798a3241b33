import { useTranslation } from 'react-i18next';

import { ShownOnce } from './ShownOnce';

/** A first password to hand over; it is kept nowhere. */
export function PasswordOnce({ username, password }: { username: string; password: string }) {
  const { t } = useTranslation('accounts');
  return (
    <ShownOnce label={t('password.label', { username })} secret={password}>
      {t('password.once')}
    </ShownOnce>
  );
}
