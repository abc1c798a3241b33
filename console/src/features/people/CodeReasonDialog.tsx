import { useMutation } from '@tanstack/react-query';
import { Modal, Select } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Field } from '~/shell/Field';
import parts from '~/shell/parts.module.css';
import { Refusal } from '~/shell/states/Refusal';

import type { MERGE_REASONS, SPLIT_REASONS } from './queries';

type Reason = (typeof MERGE_REASONS)[number] | (typeof SPLIT_REASONS)[number];

interface Props {
  title: string;
  what: string;
  reasons: readonly Reason[];
  /** False while something else is still to be chosen. */
  ready?: boolean;
  children?: ReactNode;
  onConfirm: (reason: Reason) => Promise<unknown>;
  onClose: () => void;
}

/** Joins or parts records only with a reason, one of a list so that no name is written into it. */
export function CodeReasonDialog({ title, what, reasons, ready = true, children, onConfirm, onClose }: Props) {
  const { t } = useTranslation('people');
  const { t: common } = useTranslation('common');
  const [reason, setReason] = useState<Reason | undefined>();
  const confirm = useMutation({ mutationFn: (chosen: Reason) => onConfirm(chosen), onSuccess: onClose });
  return (
    <Modal
      open
      title={title}
      okText={title}
      cancelText={common('cancel')}
      okButtonProps={{ disabled: !reason || !ready, loading: confirm.isPending }}
      onOk={() => reason && confirm.mutate(reason)}
      onCancel={onClose}
    >
      <div className={parts.form}>
        <p>{what}</p>
        {children}
        <Field label={common('reason')}>
          {(props) => (
            <Select
              {...props}
              placeholder={t('reason.choose')}
              value={reason}
              options={reasons.map((value) => ({ value, label: t(`reason.${value}`) }))}
              onChange={setReason}
            />
          )}
        </Field>
        {confirm.isError && <Refusal error={confirm.error} />}
      </div>
    </Modal>
  );
}
