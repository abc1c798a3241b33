import { useMutation, useQuery } from '@tanstack/react-query';
import { Button, Typography } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Field } from '~/shell/Field';
import { Failed } from '~/shell/states/Failed';
import { BlockLoading } from '~/shell/states/Loading';
import { Refusal } from '~/shell/states/Refusal';
import { brokenField, useFieldText } from '~/shell/states/fieldText';

import styles from './access.module.css';
import { CODE_DIGITS, CodeInput } from './CodeInput';
import { RecoveryCodes } from './RecoveryCodes';
import { beginEnrolment, confirmEnrolment } from './session';

const QR_PX = 200;

/** Sets up an authenticator: scan, type the first code, keep the recovery codes. */
export function EnrolSteps({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation('access');
  const fieldText = useFieldText();
  const [code, setCode] = useState('');
  // Each drawing makes the one before worthless, so it is drawn once for this view and kept nowhere.
  const drawn = useQuery({ queryKey: ['enrolment'], queryFn: beginEnrolment, staleTime: Infinity, gcTime: 0, retry: false });
  const confirm = useMutation({ mutationFn: () => confirmEnrolment(code), onError: () => setCode('') });

  if (confirm.data) return <RecoveryCodes codes={confirm.data.recovery_codes} onDone={onDone} />;
  if (drawn.isError) return <Failed error={drawn.error} onRetry={() => void drawn.refetch()} />;
  if (!drawn.data) return <BlockLoading height={QR_PX} />;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (code.length === CODE_DIGITS) confirm.mutate();
  };

  return (
    <form onSubmit={submit} className={styles.form}>
      <ol className={styles.steps}>
        <li>{t('enrol.install')}</li>
        <li>
          {t('enrol.scan')}
          <img className={styles.qr} width={QR_PX} height={QR_PX} alt={t('enrol.qr')} src={`data:image/svg+xml;utf8,${encodeURIComponent(drawn.data.qr_svg)}`} />
          <details>
            <summary>{t('enrol.by_hand')}</summary>
            <Typography.Text copyable={{ text: drawn.data.secret }} className={styles.secret}>
              {grouped(drawn.data.secret)}
            </Typography.Text>
          </details>
        </li>
        <li>{t('enrol.type')}</li>
      </ol>
      <Field label={t('second_factor.code')} error={fieldText(confirm.error, 'code')}>
        {(props) => <CodeInput {...props} value={code} onChange={setCode} />}
      </Field>
      {confirm.isError && !brokenField(confirm.error, 'code') && <Refusal error={confirm.error} />}
      <Button type="primary" htmlType="submit" size="large" block loading={confirm.isPending} disabled={code.length !== CODE_DIGITS}>
        {t('enrol.submit')}
      </Button>
    </form>
  );
}

/** A secret in groups of four, as people copy it. */
export const grouped = (secret: string) => secret.replace(/\s/g, '').replace(/(.{4})(?=.)/g, '$1 ');
