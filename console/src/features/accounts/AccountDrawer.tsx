import { useQuery } from '@tanstack/react-query';
import { Drawer } from 'antd';
import { useTranslation } from 'react-i18next';

import type { AccountView } from '~/api/types';
import { useCan } from '~/features/access/session';
import { useFormat } from '~/format/useFormat';
import { useBilingual } from '~/i18n/language';
import { Facts } from '~/shell/Facts';
import parts from '~/shell/parts.module.css';
import { Loaded } from '~/shell/states/Loaded';

import { AccountDeeds } from './AccountDeeds';
import { AccountPosts } from './AccountPosts';
import { AccountSessions } from './AccountSessions';
import { AccountStateBadge } from './AccountStateBadge';
import { hasIdentity } from './deeds';
import { accountQuery } from './queries';

interface Props {
  id: string;
  onClose: () => void;
}

/** One account: its state, posts, devices, and what may be done to it. */
export function AccountDrawer({ id, onClose }: Props) {
  const { t } = useTranslation('accounts');
  const account = useQuery(accountQuery(id));
  const { pick } = useBilingual();
  const title = account.data ? pick(account.data.display_name_zh, account.data.display_name_en) : t('list.name');
  return (
    <Drawer open size="min(640px, 100vw)" title={title} onClose={onClose}>
      <Loaded query={account}>{(data) => <Account account={data} />}</Loaded>
    </Drawer>
  );
}

function Account({ account }: { account: AccountView }) {
  const { t } = useTranslation('accounts');
  const format = useFormat();
  const can = useCan();
  const factor = account.second_factor;
  return (
    <div className={parts.stack}>
      <Facts
        facts={[
          { label: t('list.username'), value: account.username },
          { label: t('list.state'), value: <AccountStateBadge state={account.state ?? 'active'} /> },
          account.disabled_at && { label: t('detail.disabled_at'), value: format.instant(account.disabled_at) },
          { label: t('list.active'), value: account.active_at ? format.instant(account.active_at) : t('list.never') },
          {
            label: t('list.factor'),
            value: `${t(factor?.is_on ? 'factor.on' : 'factor.off')}${factor?.is_required ? ` · ${t('factor.required')}` : ''}`,
          },
          {
            label: t('detail.password'),
            value: account.must_change_password ? t('detail.first_password') : t('detail.changed', { time: format.instant(account.password_changed_at) }),
          },
          { label: t('detail.identity'), value: t(hasIdentity(account) ? 'detail.linked' : 'detail.not_linked') },
          { label: t('list.created'), value: format.instant(account.created_at) },
        ]}
      />
      <AccountPosts account={account} />
      {can('accounts.manage') && (
        <>
          <AccountSessions account={account} />
          <AccountDeeds account={account} />
        </>
      )}
    </div>
  );
}
