import { PlusOutlined, SearchOutlined } from '@ant-design/icons';
import { Button, Input, Select } from 'antd';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { usePages } from '~/api/pages';
import type { AccountView } from '~/api/types';
import { Figure } from '~/charts/Figure';
import tables from '~/charts/charts.module.css';
import { useCan } from '~/features/access/session';
import { useFormat } from '~/format/useFormat';
import { useBilingual } from '~/i18n/language';
import { PagedTable } from '~/shell/PagedTable';
import { Empty } from '~/shell/states/Empty';
import { useParam } from '~/shell/useParam';

import { AccountDrawer } from './AccountDrawer';
import { AccountStateBadge } from './AccountStateBadge';
import { CreateAccount } from './CreateAccount';
import styles from './accounts.module.css';
import { ACCOUNT_STATES, accountsOf } from './queries';

/** All accounts of the area, found by name, sign-in name or pinyin. */
export function AccountList() {
  const { t } = useTranslation('accounts');
  const { pick } = useBilingual();
  const format = useFormat();
  const can = useCan();
  const [text, setText] = useState('');
  const q = useDeferredValue(text.trim());
  const [param, setState] = useParam('state');
  const state = ACCOUNT_STATES.find((item) => item === param);
  const [opened, setOpened] = useParam('account');
  const [creating, setCreating] = useState(false);
  const filter = { q: q || undefined, state };
  const accounts = usePages(['accounts', 'list', filter], accountsOf(filter));
  const posts = (account: AccountView) =>
    account.posts
      .map((post) => `${pick(post.role_name_zh, post.role_name_en)} · ${pick(post.region_name_zh, post.region_name_en)}`)
      .join(t('list.and'));

  return (
    <Figure
      title={t('list.title')}
      stale={accounts.query.isPlaceholderData}
      tools={
        <>
          <Input
            allowClear
            className={styles.search}
            prefix={<SearchOutlined aria-hidden />}
            placeholder={t('list.search')}
            aria-label={t('list.search')}
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
          <Select
            allowClear
            className={styles.state}
            aria-label={t('list.by_state')}
            placeholder={t('list.all_states')}
            value={state}
            options={ACCOUNT_STATES.map((value) => ({ value, label: t(`state.${value}`) }))}
            onChange={(next) => setState(next ?? null)}
          />
          {can('accounts.manage') && (
            <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setCreating(true)}>
              {t('create.button')}
            </Button>
          )}
        </>
      }
    >
      <PagedTable
        caption={t('list.title')}
        list={accounts}
        height="max(320px, calc(100dvh - 220px))"
        rowKey={({ id }) => id}
        empty={<Empty title={t('list.none')} hint={t('list.none_hint')} />}
        columns={[
          {
            title: t('list.name'),
            cell: (account) => (
              <button type="button" className={tables.action} onClick={() => setOpened(account.id)}>
                {pick(account.display_name_zh, account.display_name_en)}
              </button>
            ),
          },
          { title: t('list.username'), cell: ({ username }) => username },
          { title: t('list.posts'), cell: (account) => posts(account) || <span className={styles.quiet}>{t('list.no_posts')}</span> },
          { title: t('list.state'), cell: (account) => <AccountStateBadge state={account.state ?? 'active'} /> },
          {
            title: t('list.factor'),
            cell: ({ second_factor: factor }) =>
              factor?.is_on ? t('factor.on') : factor?.is_required ? <span className={styles.warn}>{t('factor.missing')}</span> : t('factor.off'),
          },
          { title: t('list.active'), cell: ({ active_at }) => (active_at ? format.instant(active_at) : t('list.never')) },
          { title: t('list.created'), cell: ({ created_at }) => format.instant(created_at) },
        ]}
      />
      {opened && <AccountDrawer id={opened} onClose={() => setOpened(null)} />}
      {creating && <CreateAccount onClose={() => setCreating(false)} onMade={setOpened} />}
    </Figure>
  );
}
