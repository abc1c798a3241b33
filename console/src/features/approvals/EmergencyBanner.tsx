import { UnlockOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { EmergencyAccess } from '~/api/types';
import { useFormat } from '~/format/useFormat';
import { ReasonDialog } from '~/shell/ReasonDialog';
import { useScope } from '~/shell/ScopeProvider';
import parts from '~/shell/parts.module.css';

import styles from './approvals.module.css';
import { endEmergency, inForceQuery } from './queries';
import { useKindWords } from './useKindWords';
import { useReasonMin } from './useReasonMin';

/** While an emergency access of one's own is in force, every page says so: which ends first, and the way to end it. */
export function EmergencyBanner() {
  const inForce = useQuery(inForceQuery).data?.items ?? [];
  const first = [...inForce].sort((a, b) => a.expires_at.localeCompare(b.expires_at))[0];
  return first ? <InForce key={first.id} access={first} count={inForce.length} /> : null;
}

function InForce({ access, count }: { access: EmergencyAccess; count: number }) {
  const { t } = useTranslation('approvals');
  const format = useFormat();
  const cache = useQueryClient();
  const { linkTo } = useScope();
  const kindWords = useKindWords();
  const reasonMin = useReasonMin();
  const [ending, setEnding] = useState(false);
  const time = format.instant(access.expires_at);
  return (
    <div className={`${parts.notice} ${parts.warning} ${styles.banner}`} role="status">
      <UnlockOutlined aria-hidden />
      <span>
        {count > 1 ? t('emergency.banner_several', { several: format.integer(count), time }) : t('emergency.banner', { kind: kindWords(access.kind), time })}
      </span>
      {count > 1 ? (
        <Link to={linkTo('/approvals', {}, { state: 'mine' })}>{t('emergency.see_all')}</Link>
      ) : (
        <Button size="small" onClick={() => setEnding(true)}>
          {t('emergency.end')}
        </Button>
      )}
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
