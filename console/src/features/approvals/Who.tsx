import type { AccountRef } from '~/api/types';
import { useBilingual } from '~/i18n/language';

/** An account by its name, with the sign-in name beside it. */
export function Who({ account }: { account: AccountRef }) {
  const { pick } = useBilingual();
  const name = pick(account.display_name_zh, account.display_name_en);
  return <>{name === account.username ? name : `${name} (${account.username})`}</>;
}
