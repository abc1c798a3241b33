import { WarningOutlined } from '@ant-design/icons';
import { useMutation } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { ProblemError } from '~/api/problem';
import { useProblemText } from '~/shell/states/problemText';

import styles from './access.module.css';
import { EntryFrame } from './EntryFrame';
import { changePassword, signOut } from './session';

/** A new account's first step: its password becomes its own before anything else is shown. */
export function PasswordPage({ username }: { username: string }) {
  const { t } = useTranslation('access');
  const problemText = useProblemText();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const change = useMutation({ mutationFn: () => changePassword(current, next) });
  const differs = again !== '' && again !== next;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (current && next && next === again) change.mutate();
  };

  return (
    <EntryFrame title={t('password.title')}>
      <p className={styles.note}>{t('password.why', { username })}</p>
      <form onSubmit={submit}>
        <Field id="current" label={t('password.current')} autoComplete="current-password" value={current} onChange={setCurrent} />
        <Field
          id="next"
          label={t('password.next')}
          autoComplete="new-password"
          value={next}
          onChange={setNext}
          error={fieldMessage(change.error, 'new')}
        />
        <Field
          id="again"
          label={t('password.again')}
          autoComplete="new-password"
          value={again}
          onChange={setAgain}
          error={differs ? t('password.differs') : undefined}
        />
        {change.isError && !fieldMessage(change.error, 'new') && (
          <p className={styles.refused} role="alert">
            <WarningOutlined aria-hidden />
            <span>{problemText(change.error).detail ?? problemText(change.error).title}</span>
          </p>
        )}
        <Button type="primary" htmlType="submit" block size="large" loading={change.isPending} disabled={!current || !next || next !== again}>
          {t('password.submit')}
        </Button>
        <Button type="link" block style={{ marginTop: 8 }} onClick={() => void signOut()}>
          {t('password.leave')}
        </Button>
      </form>
    </EntryFrame>
  );
}

function fieldMessage(error: Error | null, field: string): string | undefined {
  if (!(error instanceof ProblemError)) return undefined;
  return error.problem.errors?.find((item) => item.field === field)?.message;
}

interface FieldProps {
  id: string;
  label: string;
  autoComplete: string;
  value: string;
  onChange: (value: string) => void;
  error?: string;
}

function Field({ id, label, autoComplete, value, onChange, error }: FieldProps) {
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <Input.Password
        id={id}
        autoComplete={autoComplete}
        size="large"
        value={value}
        status={error ? 'error' : undefined}
        aria-invalid={Boolean(error)}
        aria-describedby={error ? `${id}-error` : undefined}
        onChange={(event) => onChange(event.target.value)}
      />
      {error && (
        <span id={`${id}-error`} className={styles.fieldError} role="alert">
          {error}
        </span>
      )}
    </div>
  );
}
