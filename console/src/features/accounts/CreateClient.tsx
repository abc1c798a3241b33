import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Checkbox, Input, InputNumber, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useSession } from '~/features/access/session';
import { useRoles } from '~/features/roles/queries';
import { usePermissionWords } from '~/features/roles/usePermissionWords';
import { addDays, fromDate } from '~/format/day';
import { Field } from '~/shell/Field';
import parts from '~/shell/parts.module.css';
import { Refusal } from '~/shell/states/Refusal';
import { useFieldText } from '~/shell/states/fieldText';

import { PostFields } from './PostFields';
import { ShownOnce } from './ShownOnce';
import { type NewPost, createClient } from './queries';

const PER_MINUTE = 60;
const VALID_DAYS = 365;

/** Makes a key for a program: what it may do, where, how often and until when. */
export function CreateClient({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('accounts');
  const { t: common } = useTranslation('common');
  const cache = useQueryClient();
  const fieldText = useFieldText();
  const words = usePermissionWords();
  const { home_region } = useSession();
  const [name, setName] = useState('');
  const [post, setPost] = useState<NewPost>({ role: '', region: home_region });
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [until, setUntil] = useState(() => addDays(fromDate(new Date()), VALID_DAYS));
  const [perMinute, setPerMinute] = useState(PER_MINUTE);
  const offered = useRoles().data?.items.find(({ id }) => id === post.role)?.permissions.map(({ id }) => id) ?? [];
  const permissions = offered.filter((permission) => !left.has(permission));
  const create = useMutation({
    mutationFn: () =>
      createClient({ name: name.trim(), post, permissions, expires_at: `${until}T00:00:00+08:00`, requests_per_minute: perMinute }),
    onSuccess: () => cache.invalidateQueries({ queryKey: ['api-clients'] }),
  });

  if (create.data) {
    return (
      <Modal open title={t('client.made')} okText={common('close')} cancelButtonProps={{ style: { display: 'none' } }} mask={{ closable: false }} onOk={onClose} onCancel={onClose}>
        <ShownOnce label={t('client.key', { name: name.trim() })} secret={create.data.key}>
          {t('client.once')}
        </ShownOnce>
      </Modal>
    );
  }

  const toggle = (permission: string, on: boolean) => {
    const next = new Set(left);
    if (on) next.delete(permission);
    else next.add(permission);
    setLeft(next);
  };

  return (
    <Modal
      open
      title={t('client.create')}
      okText={t('client.create')}
      cancelText={common('cancel')}
      okButtonProps={{ disabled: !name.trim() || !post.role || permissions.length === 0 || !until, loading: create.isPending }}
      onOk={() => create.mutate()}
      onCancel={onClose}
    >
      <div className={parts.form}>
        <Field label={t('client.name')} hint={t('client.name_hint')} error={fieldText(create.error, 'name')}>
          {(props) => <Input {...props} value={name} onChange={({ target }) => setName(target.value)} />}
        </Field>
        <PostFields
          post={post}
          error={create.error}
          onChange={(next) => {
            if (next.role !== post.role) setLeft(new Set());
            setPost(next);
          }}
        />
        {offered.length > 0 && (
          <fieldset className={parts.plain}>
            <legend>{t('client.scopes')}</legend>
            {offered.map((permission) => (
              <Checkbox key={permission} checked={!left.has(permission)} onChange={({ target }) => toggle(permission, target.checked)}>
                {words(permission)}
              </Checkbox>
            ))}
          </fieldset>
        )}
        <div className={parts.pair}>
          <Field label={t('client.expires')} error={fieldText(create.error, 'expires_at')}>
            {(props) => <Input {...props} type="date" value={until} onChange={({ target }) => setUntil(target.value)} />}
          </Field>
          <Field label={t('client.per_minute')} error={fieldText(create.error, 'requests_per_minute')}>
            {(props) => (
              <InputNumber {...props} min={1} max={6000} value={perMinute} style={{ width: '100%' }} onChange={(value) => setPerMinute(value ?? PER_MINUTE)} />
            )}
          </Field>
        </div>
        {create.isError && <Refusal error={create.error} />}
      </div>
    </Modal>
  );
}
