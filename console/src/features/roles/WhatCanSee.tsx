import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { ExplainedAccess } from '~/api/types';
import { Figure } from '~/charts/Figure';
import { accountsOf } from '~/features/accounts/queries';
import { useBilingual } from '~/i18n/language';
import { Field } from '~/shell/Field';
import parts from '~/shell/parts.module.css';
import { Loaded } from '~/shell/states/Loaded';
import { useParam } from '~/shell/useParam';

import { explainQuery } from './queries';
import styles from './roles.module.css';

/** What one account could see and do, post by post. */
export function WhatCanSee() {
  const { t } = useTranslation('roles');
  const { pick } = useBilingual();
  const [account, setAccount] = useParam('account');
  const [text, setText] = useState('');
  const q = useDeferredValue(text.trim());
  const accounts = useQuery({ queryKey: ['accounts', 'choice', q], queryFn: () => accountsOf({ q: q || undefined })(undefined) });

  return (
    <Figure title={t('what.title')}>
      <div className={parts.form}>
        <Field label={t('what.account')} hint={t('recorded')}>
          {(props) => (
            <Select
              {...props}
              allowClear
              showSearch={{ filterOption: false, onSearch: setText }}
              placeholder={t('what.choose')}
              value={account ?? undefined}
              options={accounts.data?.items.map((item) => ({
                value: item.id,
                label: `${pick(item.display_name_zh, item.display_name_en)} (${item.username})`,
              }))}
              onChange={(id?: string) => setAccount(id ?? null)}
            />
          )}
        </Field>
        {account && <Explained account={account} />}
      </div>
    </Figure>
  );
}

function Explained({ account }: { account: string }) {
  const { t } = useTranslation('roles');
  const explained = useQuery(explainQuery(account));
  return (
    <Loaded query={explained}>
      {({ posts }) =>
        posts.length === 0 ? (
          <p>{t('what.nothing')}</p>
        ) : (
          <ul className={styles.posts}>
            {posts.map((post) => (
              <ExplainedPost key={post.post.number} explained={post} />
            ))}
          </ul>
        )
      }
    </Loaded>
  );
}

function ExplainedPost({ explained }: { explained: ExplainedAccess['posts'][number] }) {
  const { t } = useTranslation('roles');
  const { name, pick } = useBilingual();
  const { post } = explained;
  return (
    <li>
      <h3>
        {pick(post.role_name_zh, post.role_name_en)} · {pick(post.region_name_zh, post.region_name_en)}
      </h3>
      <p className={parts.quiet}>{pick(explained.description_zh, explained.description_en)}</p>
      <ul className={styles.lines}>
        {explained.rights.map((right) => (
          <li key={right.permission}>
            {name(right)}
            <ul>
              {right.purposes.map((purpose) => (
                <li key={purpose.purpose} className={parts.quiet}>
                  {t('what.for', { purpose: name(purpose), where: pick(purpose.where_zh, purpose.where_en) })}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
      {explained.limits.length > 0 && (
        <>
          <h4>{t('what.limits')}</h4>
          <ul className={styles.lines}>
            {explained.limits.map((limit) => (
              <li key={limit.id}>{pick(limit.text_zh, limit.text_en)}</li>
            ))}
          </ul>
        </>
      )}
    </li>
  );
}
