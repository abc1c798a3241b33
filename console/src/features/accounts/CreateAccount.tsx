import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Field } from '~/shell/Field';
import parts from '~/shell/parts.module.css';
import { Refusal } from '~/shell/states/Refusal';
import { brokenField, useFieldText } from '~/shell/states/fieldText';

import { PasswordOnce } from './PasswordOnce';
import { firstPassword } from './password';
import { createAccount } from './queries';

interface Props {
  onClose: () => void;
  onMade: (id: string) => void;
}

const FIELDS = ['username', 'display_name_zh', 'display_name_en'] as const;

/** Makes an account that may sign in and nothing else; posts are granted by somebody else. */
export function CreateAccount({ onClose, onMade }: Props) {
  const { t } = useTranslation('accounts');
  const { t: common } = useTranslation('common');
  const cache = useQueryClient();
  const fieldText = useFieldText();
  const [values, setValues] = useState({ username: '', display_name_zh: '', display_name_en: '' });
  const [password] = useState(() => firstPassword());
  const create = useMutation({
    mutationFn: () =>
      createAccount({
        username: values.username.trim(),
        display_name_zh: values.display_name_zh.trim(),
        display_name_en: values.display_name_en.trim(),
        password,
      }),
    onSuccess: () => cache.invalidateQueries({ queryKey: ['accounts'] }),
  });
  const isExplained = FIELDS.some((field) => brokenField(create.error, field));

  if (create.data) {
    return (
      <Modal
        open
        title={t('create.made')}
        okText={t('create.open')}
        cancelText={common('close')}
        onCancel={onClose}
        onOk={() => {
          onMade(create.data.id);
          onClose();
        }}
      >
        <PasswordOnce username={values.username.trim()} password={password} />
      </Modal>
    );
  }

  return (
    <Modal
      open
      title={t('create.title')}
      okText={t('create.submit')}
      cancelText={common('cancel')}
      okButtonProps={{ disabled: values.username.trim() === '', loading: create.isPending }}
      onOk={() => create.mutate()}
      onCancel={onClose}
    >
      <div className={parts.form}>
        <p className={parts.quiet}>{t('create.what')}</p>
        {FIELDS.map((field) => (
          <Field key={field} label={t(`create.${field}`)} hint={field === 'username' ? t('create.username_hint') : undefined} error={fieldText(create.error, field)}>
            {(props) => (
              <Input
                {...props}
                autoComplete="off"
                spellCheck={false}
                value={values[field]}
                onChange={({ target }) => setValues({ ...values, [field]: target.value })}
              />
            )}
          </Field>
        ))}
        {create.isError && !isExplained && <Refusal error={create.error} />}
      </div>
    </Modal>
  );
}
