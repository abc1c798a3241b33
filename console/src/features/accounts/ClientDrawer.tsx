import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Drawer, InputNumber, Modal } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { ApiClient } from '~/api/types';
import { usePermissionWords } from '~/features/roles/usePermissionWords';
import { useFormat } from '~/format/useFormat';
import { useBilingual } from '~/i18n/language';
import { Facts } from '~/shell/Facts';
import { Field } from '~/shell/Field';
import { OrganisationName } from '~/shell/OrganisationName';
import { ReasonDialog } from '~/shell/ReasonDialog';
import parts from '~/shell/parts.module.css';
import { Refusal } from '~/shell/states/Refusal';

import { ShownOnce } from './ShownOnce';
import { revokeClient, rotateClient } from './queries';

const OVERLAP_HOURS = 24;
const OVERLAP_HOURS_MAX = 168;

interface Props {
  client: ApiClient;
  badge: ReactNode;
  onClose: () => void;
}

/** One client: what its key may do, its keys' times, a new key, and the end of all. */
export function ClientDrawer({ client, badge, onClose }: Props) {
  const { t } = useTranslation('accounts');
  const { pick } = useBilingual();
  const format = useFormat();
  const words = usePermissionWords();
  const cache = useQueryClient();
  const [doing, setDoing] = useState<'rotate' | 'revoke' | null>(null);
  const { post } = client;
  return (
    <Drawer open size="min(640px, 100vw)" title={client.name} onClose={onClose}>
      <div className={parts.stack}>
        <Facts
          facts={[
            { label: t('list.state'), value: badge },
            { label: t('post.role'), value: pick(post.role_name_zh, post.role_name_en) },
            { label: t('post.area'), value: pick(post.region_name_zh, post.region_name_en) },
            post.organisation && { label: t('post.organisation'), value: <OrganisationName id={post.organisation} region={post.region} /> },
            { label: t('client.scopes'), value: client.permissions.map(words).join(t('list.and')) },
            { label: t('client.per_minute'), value: format.integer(client.requests_per_minute) },
            { label: t('list.created'), value: format.instant(client.created_at) },
            { label: t('client.expires'), value: format.instant(client.expires_at) },
            { label: t('client.used'), value: client.last_used_at ? format.instant(client.last_used_at) : t('list.never') },
            client.revoked_at && { label: t('client.revoked_at'), value: format.instant(client.revoked_at) },
            ...client.keys.map((key, index) => ({
              label: t('client.key_number', { number: index + 1 }),
              value: t('client.key_times', { from: format.instant(key.created_at), to: format.instant(key.expires_at) }),
            })),
          ]}
        />
        {client.state !== 'revoked' && (
          <div className={parts.actions}>
            <Button onClick={() => setDoing('rotate')}>{t('client.rotate')}</Button>
            <Button danger onClick={() => setDoing('revoke')}>
              {t('client.revoke')}
            </Button>
          </div>
        )}
      </div>
      {doing === 'rotate' && <RotateDialog client={client} onClose={() => setDoing(null)} />}
      {doing === 'revoke' && (
        <ReasonDialog
          danger
          title={t('client.revoke')}
          okText={t('client.revoke')}
          onConfirm={async () => {
            await revokeClient(client.id);
            await cache.invalidateQueries({ queryKey: ['api-clients'] });
          }}
          onClose={() => setDoing(null)}
        >
          <p>{t('client.revoke_what', { name: client.name })}</p>
        </ReasonDialog>
      )}
    </Drawer>
  );
}

function RotateDialog({ client, onClose }: { client: ApiClient; onClose: () => void }) {
  const { t } = useTranslation('accounts');
  const { t: common } = useTranslation('common');
  const format = useFormat();
  const cache = useQueryClient();
  const [hours, setHours] = useState(OVERLAP_HOURS);
  const rotate = useMutation({
    mutationFn: () => rotateClient(client.id, hours),
    onSuccess: () => cache.invalidateQueries({ queryKey: ['api-clients'] }),
  });
  return (
    <Modal
      open
      title={t('client.rotate')}
      okText={rotate.data ? common('close') : t('client.rotate')}
      cancelText={common('cancel')}
      cancelButtonProps={{ style: rotate.data ? { display: 'none' } : undefined }}
      okButtonProps={{ loading: rotate.isPending }}
      mask={{ closable: !rotate.data }}
      onOk={() => (rotate.data ? onClose() : rotate.mutate())}
      onCancel={onClose}
    >
      {rotate.data ? (
        <ShownOnce label={t('client.key', { name: client.name })} secret={rotate.data.key}>
          {t('client.rotated', { time: format.instant(rotate.data.former_until) })}
        </ShownOnce>
      ) : (
        <div className={parts.form}>
          <p>{t('client.rotate_what')}</p>
          <Field label={t('client.overlap')}>
            {(props) => <InputNumber {...props} min={0} max={OVERLAP_HOURS_MAX} value={hours} onChange={(value) => setHours(value ?? 0)} />}
          </Field>
          {rotate.isError && <Refusal error={rotate.error} />}
        </div>
      )}
    </Modal>
  );
}
