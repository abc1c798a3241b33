import { WarningOutlined } from '@ant-design/icons';
import { useMutation } from '@tanstack/react-query';
import { Button, Input, type InputRef } from 'antd';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useProblemText } from '~/shell/states/problemText';

import styles from './access.module.css';
import { DemoAccounts } from './DemoAccounts';
import { EntryFrame } from './EntryFrame';
import { ProviderEntry, useProviderProblem } from './ProviderEntry';
import { signIn } from './session';

export function SignInPage() {
  const { t } = useTranslation('access');
  const problemText = useProblemText();
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const passwordInput = useRef<InputRef>(null);
  const providerProblem = useProviderProblem();
  const entry = useMutation({ mutationFn: () => signIn(username.trim(), password) });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (username.trim() && password) entry.mutate();
  };

  const chooseDemo = (account: string, demoPassword: string) => {
    setUsername(account);
    setPassword(demoPassword);
    passwordInput.current?.focus();
  };

  return (
    <EntryFrame title={t('sign_in.title')}>
      <form onSubmit={submit}>
        <div className={styles.field}>
          <label htmlFor="username">{t('sign_in.username')}</label>
          <Input
            id="username"
            name="username"
            required
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            size="large"
            value={username}
            onChange={(event) => setUsername(event.target.value)}
          />
        </div>
        <div className={styles.field}>
          <label htmlFor="password">{t('sign_in.password')}</label>
          <Input.Password
            id="password"
            name="password"
            ref={passwordInput}
            required
            autoComplete="current-password"
            size="large"
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </div>
        {(entry.isError || (providerProblem && entry.isIdle)) && (
          <p className={styles.refused} role="alert">
            <WarningOutlined aria-hidden />
            <span>{entry.isError ? problemText(entry.error).title : providerProblem}</span>
          </p>
        )}
        <Button type="primary" htmlType="submit" size="large" block loading={entry.isPending}>
          {t('sign_in.submit')}
        </Button>
      </form>
      <ProviderEntry />
      <DemoAccounts onChoose={chooseDemo} />
    </EntryFrame>
  );
}
