import { useMutation } from '@tanstack/react-query';
import { Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { CODE_DIGITS, CodeInput } from '~/features/access/CodeInput';
import { Field } from '~/shell/Field';
import parts from '~/shell/parts.module.css';
import { Refusal } from '~/shell/states/Refusal';
import { brokenField, useFieldText } from '~/shell/states/fieldText';

interface Props {
  title: string;
  what: string;
  danger?: boolean;
  onCode: (code: string) => Promise<void>;
  onClose: () => void;
}

/** Asks for a code of the authenticator before something about it changes. */
export function CodeDialog({ title, what, danger = false, onCode, onClose }: Props) {
  const { t } = useTranslation('common');
  const { t: access } = useTranslation('access');
  const fieldText = useFieldText();
  const [code, setCode] = useState('');
  const send = useMutation({ mutationFn: () => onCode(code), onError: () => setCode('') });
  const broken = brokenField(send.error, 'code');
  return (
    <Modal
      open
      title={title}
      okText={title}
      cancelText={t('cancel')}
      okButtonProps={{ danger, disabled: code.length !== CODE_DIGITS, loading: send.isPending }}
      onOk={() => send.mutate()}
      onCancel={onClose}
    >
      <div className={parts.form}>
        <p>{what}</p>
        <Field label={access('second_factor.code')} error={fieldText(send.error, 'code')}>
          {(props) => <CodeInput {...props} value={code} onChange={setCode} />}
        </Field>
        {send.isError && !broken && <Refusal error={send.error} />}
      </div>
    </Modal>
  );
}
