import type { AccountView } from '~/api/types';

import type { AccountDeed } from './queries';

type Deed = AccountDeed | 'password';

interface Offer {
  deed: Deed;
  /** Why it cannot be done now; absent where it can. */
  why?: 'own' | 'factor_off';
}

/** What is offered for an account in its state; what can never apply is left out, what cannot now says why. */
export function deedsOf({ state = 'active', second_factor }: Partial<Pick<AccountView, 'state' | 'second_factor'>>, isOwn: boolean): Offer[] {
  const others: Offer['why'] = isOwn ? 'own' : undefined;
  const offers: Offer[] = [{ deed: 'password', why: others }];
  offers.push({ deed: 'reset-second-factor', why: others ?? (second_factor?.is_on ? undefined : 'factor_off') });
  offers.push({ deed: 'end-sessions', why: others });
  if (state === 'waiting') offers.push({ deed: 'unlock' });
  offers.push({ deed: state === 'disabled' || state === 'dormant' ? 'enable' : 'disable', why: others });
  return offers;
}

/** Whether the account is known to the organisation's own provider. */
export const hasIdentity = (account: AccountView) => Boolean((account as { has_identity?: boolean }).has_identity);
