import { UnlockOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { EmergencyAccess } from '~/api/types';
import { useFormat } from '~/format/useFormat';
import { ReasonDialog } from '~/shell/ReasonDialog';
import parts from '~/shell/parts.module.css';

import styles from './approvals.module.css';
import { endEmergency, inForceQuery } from './queries';
import { useReasonMin } from './useReasonMin';

/** While an emergency access of one's own is in force, every page says so and offers its end. */
export function EmergencyBanner() {
  const inForce = useQuery(inForceQuery).data?.items ?? [];
  if (inForce.length === 0) return null;
  return (
    <div className={styles.banners}>
      {inForce.map((access) => (
        <InForce key={access.id} access={access} />
      ))}
    </div>
  );
}

function InForce({ access }: { access: EmergencyAccess }) {
  const { t } = useTranslation('approvals');
  const format = useFormat();
  const cache = useQueryClient();
  const reasonMin = useReasonMin();
  const [ending, setEnding] = useState(false);
  return (
    <div className={`${parts.notice} ${parts.warning}`} role="status">
      <UnlockOutlined aria-hidden />
      <span>{t('emergency.banner', { kind: t(`emergency.kind.${access.kind}`), time: format.instant(access.expires_at) })}</span>
      <Button size="small" onClick={() => setEnding(true)}>
        {t('emergency.end')}
      </Button>
      {ending && (
        <ReasonDialog
          title={t('emergency.doing.end')}
          okText={t('emergency.end')}
          reasonMin={reasonMin}
          onConfirm={async (reason) => {
            await endEmergency(access.id, reason);
            await cache.invalidateQueries({ queryKey: ['grants'] });
            await cache.invalidateQueries({ queryKey: ['persons'] });
          }}
          onClose={() => setEnding(false)}
        />
      )}
    </div>
  );
}
