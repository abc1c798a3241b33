import { useMutation } from '@tanstack/react-query';
import { Button, Input, type InputRef } from 'antd';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Field } from '~/shell/Field';
import { Refusal } from '~/shell/states/Refusal';

import styles from './access.module.css';
import { CODE_DIGITS, CodeInput } from './CodeInput';
import { EntryFrame } from './EntryFrame';
import { passSecondFactor, signOut } from './session';

/** After the password: the code of the authenticator, or a recovery code where the phone is lost. */
export function SecondFactorPage({ username }: { username: string }) {
  const { t } = useTranslation('access');
  const [byRecovery, setByRecovery] = useState(false);
  const [text, setText] = useState('');
  const input = useRef<InputRef>(null);
  const pass = useMutation({
    mutationFn: (answer: string) => passSecondFactor(byRecovery ? { recovery_code: answer } : { code: answer }),
    // A code is good for one try.
    onError: () => setText(''),
  });
  const answer = text.trim();
  const isWhole = byRecovery ? answer !== '' : answer.length === CODE_DIGITS;

  useEffect(() => input.current?.focus(), [byRecovery]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isWhole) pass.mutate(answer);
  };

  return (
    <EntryFrame title={t('second_factor.title')}>
      <p className={styles.note}>{t(byRecovery ? 'second_factor.recovery_why' : 'second_factor.why', { username })}</p>
      <form onSubmit={submit} className={styles.form}>
        <Field label={t(byRecovery ? 'second_factor.recovery_code' : 'second_factor.code')}>
          {(props) =>
            byRecovery ? (
              <Input
                {...props}
                ref={input}
                size="large"
                autoComplete="off"
                spellCheck={false}
                value={text}
                onChange={({ target }) => setText(target.value)}
              />
            ) : (
              <CodeInput {...props} ref={input} value={text} onChange={setText} />
            )
          }
        </Field>
        {pass.isError && <Refusal error={pass.error} />}
        <Button type="primary" htmlType="submit" size="large" block loading={pass.isPending} disabled={!isWhole}>
          {t('second_factor.submit')}
        </Button>
      </form>
      <Button
        type="link"
        block
        style={{ marginTop: 8 }}
        onClick={() => {
          setByRecovery(!byRecovery);
          setText('');
          pass.reset();
        }}
      >
        {t(byRecovery ? 'second_factor.use_code' : 'second_factor.use_recovery')}
      </Button>
      <Button type="link" block onClick={() => void signOut()}>
        {t('password.leave')}
      </Button>
    </EntryFrame>
  );
}
