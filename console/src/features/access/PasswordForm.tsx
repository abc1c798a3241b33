import { useMutation, useQuery } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Field } from '~/shell/Field';
import { Refusal } from '~/shell/states/Refusal';
import { brokenField, useFieldText } from '~/shell/states/fieldText';

import styles from './access.module.css';
import { changePassword, sessionOptionsQuery } from './session';

/** The present password, and the new one twice. */
export function PasswordForm({ onDone }: { onDone?: () => void }) {
  const { t } = useTranslation('access');
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const options = useQuery(sessionOptionsQuery).data;
  const change = useMutation({
    mutationFn: () => changePassword(current, next),
    onSuccess: () => {
      setCurrent('');
      setNext('');
      setAgain('');
      onDone?.();
    },
  });
  const fieldText = useFieldText();
  const isTooShort = brokenField(change.error, 'new')?.rule === 'too_short';
  const nextError = isTooShort && options ? t('password.too_short', { min: options.password_length_min }) : fieldText(change.error, 'new');
  const isExplained = brokenField(change.error, 'current') ?? brokenField(change.error, 'new');
  const differs = again !== '' && again !== next;
  const isReady = current !== '' && next !== '' && next === again;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady) change.mutate();
  };

  return (
    <form onSubmit={submit} className={styles.form}>
      <Field label={t('password.current')} error={fieldText(change.error, 'current')}>
        {(props) => (
          <Input.Password {...props} size="large" autoComplete="current-password" value={current} onChange={({ target }) => setCurrent(target.value)} />
        )}
      </Field>
      <Field
        label={t('password.next')}
        hint={options && t('password.length_min', { min: options.password_length_min })}
        error={nextError}
      >
        {(props) => <Input.Password {...props} size="large" autoComplete="new-password" value={next} onChange={({ target }) => setNext(target.value)} />}
      </Field>
      <Field label={t('password.again')} error={differs ? t('password.differs') : undefined}>
        {(props) => <Input.Password {...props} size="large" autoComplete="new-password" value={again} onChange={({ target }) => setAgain(target.value)} />}
      </Field>
      {change.isError && !isExplained && <Refusal error={change.error} />}
      <Button type="primary" htmlType="submit" block size="large" loading={change.isPending} disabled={!isReady}>
        {t('password.submit')}
      </Button>
    </form>
  );
}
