import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import type { RightsRequest } from '~/api/types';
import { useBilingual } from '~/i18n/language';
import { Field } from '~/shell/Field';
import { useScope } from '~/shell/ScopeProvider';
import parts from '~/shell/parts.module.css';
import { Refusal } from '~/shell/states/Refusal';
import { useFieldText } from '~/shell/states/fieldText';

import { askRight, useCatalogue } from './queries';

/** Takes down what a resident asks about their own data: a copy, a correction, who looked. */
export function RightsButton({ person }: { person: string }) {
  const { t } = useTranslation('approvals');
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button onClick={() => setAsking(true)}>{t('rights.ask')}</Button>
      {asking && <RightsDialog person={person} onClose={() => setAsking(false)} />}
    </>
  );
}

function RightsDialog({ person, onClose }: { person: string; onClose: () => void }) {
  const { t } = useTranslation('approvals');
  const { t: common } = useTranslation('common');
  const { name } = useBilingual();
  const { linkTo } = useScope();
  const navigate = useNavigate();
  const cache = useQueryClient();
  const fieldText = useFieldText();
  const catalogue = useCatalogue().data;
  const [right, setRight] = useState<RightsRequest['right'] | undefined>();
  const [request, setRequest] = useState('');
  const send = useMutation({
    mutationFn: () => askRight({ person, right: right ?? 'copy', request: request.trim() }),
    onSuccess: async ({ id }) => {
      await cache.invalidateQueries({ queryKey: ['grants'] });
      await navigate(linkTo('/approvals', {}, { view: 'rights', request: id }));
    },
  });
  return (
    <Modal
      open
      title={t('rights.ask')}
      okText={t('rights.take_down')}
      cancelText={common('cancel')}
      okButtonProps={{ disabled: !right || !request.trim(), loading: send.isPending }}
      onOk={() => send.mutate()}
      onCancel={onClose}
    >
      <div className={parts.form}>
        <p className={parts.quiet}>{t('rights.ask_what')}</p>
        <Field label={t('rights.right')} error={fieldText(send.error, 'right')}>
          {(props) => (
            <Select {...props} placeholder={t('choose')} value={right} options={catalogue?.rights.map((item) => ({ value: item.id as RightsRequest['right'], label: name(item) }))} onChange={setRight} />
          )}
        </Field>
        <Field label={t('rights.request')} error={fieldText(send.error, 'request')}>
          {(props) => <Input.TextArea {...props} rows={3} maxLength={500} value={request} onChange={({ target }) => setRequest(target.value)} />}
        </Field>
        {send.isError && !fieldText(send.error, 'request') && <Refusal error={send.error} />}
      </div>
    </Modal>
  );
}
