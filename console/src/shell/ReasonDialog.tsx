import { useMutation } from '@tanstack/react-query';
import { Input, Modal } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Field } from './Field';
import styles from './parts.module.css';
import { useFieldText } from './states/fieldText';
import { Refusal } from './states/Refusal';

const REASON_CHARACTERS_MAX = 500;

interface Props {
  title: string;
  /** What will happen. */
  children?: ReactNode;
  okText: string;
  danger?: boolean;
  /** Characters the reason needs; 0 when it may be left out, absent when none is asked. */
  reasonMin?: number;
  onConfirm: (reason: string) => Promise<unknown>;
  onClose: () => void;
}

/** Asks before something with consequences is done, and why it is done. */
export function ReasonDialog({ title, children, okText, danger = false, reasonMin, onConfirm, onClose }: Props) {
  const { t } = useTranslation('common');
  const [reason, setReason] = useState('');
  const fieldText = useFieldText();
  const text = reason.trim();
  const confirm = useMutation({ mutationFn: () => onConfirm(text), onSuccess: onClose });
  const wrong = fieldText(confirm.error, 'reason');

  return (
    <Modal
      open
      title={title}
      okText={okText}
      cancelText={t('cancel')}
      okButtonProps={{ danger, disabled: text.length < (reasonMin ?? 0), loading: confirm.isPending }}
      onOk={() => confirm.mutate()}
      onCancel={onClose}
    >
      <div className={styles.form}>
        {children}
        {reasonMin !== undefined && (
          <Field label={t('reason')} hint={reasonMin > 0 ? t('reason_hint', { min: reasonMin }) : undefined} error={wrong}>
            {(props) => (
              <Input.TextArea
                {...props}
                rows={3}
                maxLength={REASON_CHARACTERS_MAX}
                value={reason}
                onChange={({ target }) => setReason(target.value)}
              />
            )}
          </Field>
        )}
        {confirm.isError && !wrong && <Refusal error={confirm.error} />}
      </div>
    </Modal>
  );
}
