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
  const ruleText = useRuleText();
  const currentWrong = ruleText(change.error, 'current');
  const nextWrong = ruleText(change.error, 'new');
  const differs = again !== '' && again !== next;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (current && next && next === again) change.mutate();
  };

  return (
    <EntryFrame title={t('password.title')}>
      <p className={styles.note}>{t('password.why', { username })}</p>
      <form onSubmit={submit}>
        <Field
          id="current"
          label={t('password.current')}
          autoComplete="current-password"
          value={current}
          onChange={setCurrent}
          error={currentWrong}
        />
        <Field
          id="next"
          label={t('password.next')}
          autoComplete="new-password"
          value={next}
          onChange={setNext}
          error={nextWrong}
        />
        <Field
          id="again"
          label={t('password.again')}
          autoComplete="new-password"
          value={again}
          onChange={setAgain}
          error={differs ? t('password.differs') : undefined}
        />
        {change.isError && !currentWrong && !nextWrong && (
          <p className={styles.refused} role="alert">
            <WarningOutlined aria-hidden />
            <span>{problemText(change.error).title}</span>
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

const RULES = ['wrong_password', 'too_short', 'too_long', 'is_username', 'common', 'same'] as const;

/** What the server says of a field, in the chosen language where the rule is known. */
function useRuleText(): (error: Error | null, field: string) => string | undefined {
  const { t } = useTranslation('access');
  return (error, field) => {
    if (!(error instanceof ProblemError)) return undefined;
    const broken = error.problem.errors?.find((item) => item.field === field);
    const rule = RULES.find((item) => item === broken?.rule);
    return rule ? t(`password.rule.${rule}`) : broken?.message;
  };
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
