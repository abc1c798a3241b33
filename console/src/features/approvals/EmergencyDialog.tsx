import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Input, InputNumber, Modal, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { PURPOSES } from '~/features/people/queries';
import { usePermissionWords } from '~/features/roles/usePermissionWords';
import { useBilingual } from '~/i18n/language';
import { Field } from '~/shell/Field';
import parts from '~/shell/parts.module.css';
import { Refusal } from '~/shell/states/Refusal';
import { useFieldText } from '~/shell/states/fieldText';

import { openEmergency, useCatalogue } from './queries';
import { usePurposeWords } from './usePurposeWords';
import { useReasonMin } from './useReasonMin';

const PERMISSIONS = ['persons.read', 'persons.identify'];

interface Props {
  /** The person it is about, where one is looked at already. */
  person?: string;
  onClose: () => void;
}

/** Asks for sight of what one's posts do not reach; it is given at once, for hours, and reviewed by somebody else. */
export function EmergencyDialog({ person, onClose }: Props) {
  const { t } = useTranslation('approvals');
  const { t: common } = useTranslation('common');
  const { name } = useBilingual();
  const cache = useQueryClient();
  const fieldText = useFieldText();
  const words = usePermissionWords();
  const purposeWords = usePurposeWords();
  const catalogue = useCatalogue().data;
  const reasonMin = useReasonMin();
  const [kind, setKind] = useState<'person' | 'event'>('person');
  const [subject, setSubject] = useState(person ?? '');
  const [permission, setPermission] = useState(person ? 'persons.identify' : 'persons.read');
  const [purpose, setPurpose] = useState<string | undefined>();
  const [reason, setReason] = useState('');
  const limit = catalogue?.limits['emergency_hours'];
  const [hours, setHours] = useState<number | null>(null);
  const permissions = catalogue?.emergency_kinds.find(({ id }) => id === kind)?.permissions ?? PERMISSIONS;
  const open = useMutation({
    mutationFn: () => openEmergency({ kind, subject: subject.trim(), permission, reason: reason.trim(), hours: hours ?? undefined }, purpose ?? ''),
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: ['grants'] });
      await cache.invalidateQueries({ queryKey: ['persons'] });
      onClose();
    },
  });
  const explained = ['subject', 'reason', 'hours', 'permission'].some((field) => fieldText(open.error, field));

  return (
    <Modal
      open
      title={t('emergency.ask')}
      okText={t('emergency.open')}
      cancelText={common('cancel')}
      okButtonProps={{ disabled: !subject.trim() || !purpose || reason.trim().length < reasonMin, loading: open.isPending }}
      onOk={() => open.mutate()}
      onCancel={onClose}
    >
      <div className={parts.form}>
        <p className={`${parts.notice} ${parts.warning}`}>{t('emergency.ask_what')}</p>
        {!person && (
          <div className={parts.pair}>
            <Field label={t('what')}>
              {(props) => (
                <Select
                  {...props}
                  value={kind}
                  options={(catalogue?.emergency_kinds ?? []).map((item) => ({ value: item.id as 'person' | 'event', label: name(item) }))}
                  onChange={setKind}
                />
              )}
            </Field>
            <Field label={t(kind === 'person' ? 'emergency.person_id' : 'event')} error={fieldText(open.error, 'subject')}>
              {(props) => <Input {...props} autoComplete="off" spellCheck={false} value={subject} onChange={({ target }) => setSubject(target.value)} />}
            </Field>
          </div>
        )}
        <div className={parts.pair}>
          <Field label={t('emergency.permission')} error={fieldText(open.error, 'permission')}>
            {(props) => (
              <Select {...props} value={permission} options={permissions.map((value) => ({ value, label: words(value) }))} onChange={setPermission} />
            )}
          </Field>
          <Field label={t('purpose')}>
            {(props) => (
              <Select
                {...props}
                placeholder={t('choose')}
                value={purpose}
                options={PURPOSES.map((value) => ({ value, label: purposeWords(value) }))}
                onChange={setPurpose}
              />
            )}
          </Field>
        </div>
        <Field label={t('why')} hint={common('reason_hint', { min: reasonMin })} error={fieldText(open.error, 'reason')}>
          {(props) => <Input.TextArea {...props} rows={3} maxLength={500} value={reason} onChange={({ target }) => setReason(target.value)} />}
        </Field>
        <Field label={t('emergency.hours')} error={fieldText(open.error, 'hours')}>
          {(props) => (
            <InputNumber {...props} min={1} max={limit?.max} placeholder={limit && String(limit.value)} value={hours} onChange={setHours} />
          )}
        </Field>
        {open.isError && !explained && <Refusal error={open.error} />}
      </div>
    </Modal>
  );
}
