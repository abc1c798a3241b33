import { useQueryClient } from '@tanstack/react-query';
import { Button, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { AccountView } from '~/api/types';
import { useSession } from '~/features/access/session';
import { Field } from '~/shell/Field';
import { ReasonDialog } from '~/shell/ReasonDialog';
import parts from '~/shell/parts.module.css';

import { PasswordOnce } from './PasswordOnce';
import { deedsOf, hasIdentity } from './deeds';
import { firstPassword } from './password';
import { type AccountDeed, doToAccount, linkIdentity, setFirstPassword, unlinkIdentity } from './queries';

type Doing = AccountDeed | 'password' | 'link' | 'unlink';

/** What may be done to the account; each asks first and says what follows. */
export function AccountDeeds({ account }: { account: AccountView }) {
  const { t } = useTranslation('accounts');
  const { t: common } = useTranslation('common');
  const cache = useQueryClient();
  const isOwn = useSession().username === account.username;
  const [doing, setDoing] = useState<Doing | null>(null);
  const [subject, setSubject] = useState('');
  const linked = hasIdentity(account);
  const [made, setMade] = useState<string | null>(null);

  const confirm = async () => {
    if (doing === 'password') {
      const password = firstPassword();
      await setFirstPassword(account.id, password);
      setMade(password);
    } else if (doing === 'link') await linkIdentity(account.id, subject.trim());
    else if (doing === 'unlink') await unlinkIdentity(account.id);
    else if (doing) await doToAccount(account.id, doing);
    await cache.invalidateQueries({ queryKey: ['accounts'] });
  };

  return (
    <section aria-label={t('deed.title')}>
      <h3>{t('deed.title')}</h3>
      <div className={parts.actions}>
        {deedsOf(account, isOwn).map(({ deed, why }) => (
          <Button key={deed} danger={deed === 'disable'} disabled={why !== undefined} title={why && t(`deed.not.${why}`)} onClick={() => setDoing(deed)}>
            {t(`deed.${deed}.button`)}
          </Button>
        ))}
        <Button onClick={() => setDoing(linked ? 'unlink' : 'link')}>{t(`deed.${linked ? 'unlink' : 'link'}.button`)}</Button>
      </div>
      {isOwn && <p className={parts.quiet}>{t('deed.not.own')}</p>}
      {doing && (
        <ReasonDialog
          title={t(`deed.${doing}.title`, { username: account.username })}
          okText={t(`deed.${doing}.button`)}
          danger={doing === 'disable'}
          onConfirm={confirm}
          onClose={() => setDoing(null)}
        >
          <p>{t(`deed.${doing}.what`)}</p>
          {doing === 'link' && (
            <Field label={t('deed.link.subject')}>
              {(props) => <Input {...props} autoComplete="off" spellCheck={false} value={subject} onChange={({ target }) => setSubject(target.value)} />}
            </Field>
          )}
        </ReasonDialog>
      )}
      {made && (
        <Modal open title={t('deed.password.done')} cancelButtonProps={{ style: { display: 'none' } }} okText={common('close')} onOk={() => setMade(null)} onCancel={() => setMade(null)}>
          <PasswordOnce username={account.username} password={made} />
        </Modal>
      )}
    </section>
  );
}
