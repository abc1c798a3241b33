import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { AccountView, Post } from '~/api/types';
import { useCan, useSession } from '~/features/access/session';
import { useBilingual } from '~/i18n/language';
import { OrganisationName } from '~/shell/OrganisationName';
import { ReasonDialog } from '~/shell/ReasonDialog';
import parts from '~/shell/parts.module.css';
import { Refusal } from '~/shell/states/Refusal';

import { PostFields } from './PostFields';
import styles from './accounts.module.css';
import { type NewPost, grantPost, withdrawPost } from './queries';

/** The posts an account holds; whoever grants posts gives and takes them here, never one's own. */
export function AccountPosts({ account }: { account: AccountView }) {
  const { t } = useTranslation('accounts');
  const { pick } = useBilingual();
  const can = useCan();
  const cache = useQueryClient();
  const isOwn = useSession().username === account.username;
  const mayGrant = can('posts.manage') && !isOwn;
  const [granting, setGranting] = useState(false);
  const [taken, setTaken] = useState<Post | null>(null);
  const named = (post: Post) => `${pick(post.role_name_zh, post.role_name_en)} · ${pick(post.region_name_zh, post.region_name_en)}`;

  return (
    <section aria-label={t('list.posts')}>
      <h3>{t('list.posts')}</h3>
      {account.posts.length === 0 && <p className={parts.quiet}>{t('post.none')}</p>}
      <ul className={styles.posts}>
        {account.posts.map((post) => (
          <li key={post.number}>
            <div>
              {named(post)}
              {post.organisation && <OrganisationName id={post.organisation} region={post.region} />}
            </div>
            {mayGrant && (
              <Button size="small" danger aria-label={t('post.withdraw_one', { post: named(post) })} onClick={() => setTaken(post)}>
                {t('post.withdraw')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {mayGrant && (
        <Button style={{ marginTop: 8 }} onClick={() => setGranting(true)}>
          {t('post.grant')}
        </Button>
      )}
      {can('posts.manage') && isOwn && <p className={parts.quiet}>{t('post.not_own')}</p>}
      {!can('posts.manage') && <p className={parts.quiet}>{t('post.by_whom')}</p>}
      {granting && <GrantDialog account={account} onClose={() => setGranting(false)} />}
      {taken && (
        <ReasonDialog
          danger
          title={t('post.withdraw')}
          okText={t('post.withdraw')}
          onConfirm={async () => {
            await withdrawPost(account.id, taken.number);
            await cache.invalidateQueries({ queryKey: ['accounts'] });
          }}
          onClose={() => setTaken(null)}
        >
          <p>{t('post.withdraw_what', { username: account.username, post: named(taken) })}</p>
        </ReasonDialog>
      )}
    </section>
  );
}

function GrantDialog({ account, onClose }: { account: AccountView; onClose: () => void }) {
  const { t } = useTranslation('accounts');
  const { t: common } = useTranslation('common');
  const cache = useQueryClient();
  const { home_region } = useSession();
  const [post, setPost] = useState<NewPost>({ role: '', region: account.posts[0]?.region ?? home_region });
  const grant = useMutation({
    mutationFn: () => grantPost(account.id, post),
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: ['accounts'] });
      onClose();
    },
  });
  return (
    <Modal
      open
      title={t('post.grant_to', { username: account.username })}
      okText={t('post.grant')}
      cancelText={common('cancel')}
      okButtonProps={{ disabled: post.role === '', loading: grant.isPending }}
      onOk={() => grant.mutate()}
      onCancel={onClose}
    >
      <div className={parts.form}>
        <PostFields post={post} onChange={setPost} error={grant.error} />
        {grant.isError && <Refusal error={grant.error} />}
      </div>
    </Modal>
  );
}
