import { CheckCircleOutlined, ClockCircleOutlined, CloseCircleOutlined, ExclamationCircleOutlined, UnlockOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';

import type { EmergencyAccess } from '~/api/types';
import { useFormat } from '~/format/useFormat';
import { Badge } from '~/shell/Badge';

/** In force, waiting for its review and how long already, or what the review found. */
export function EmergencyState({ access }: { access: EmergencyAccess }) {
  const { t } = useTranslation('approvals');
  const format = useFormat();
  if (access.review) {
    const isProper = access.review.verdict === 'proper';
    return (
      <Badge tone={isProper ? 'good' : 'bad'} icon={isProper ? CheckCircleOutlined : CloseCircleOutlined}>
        {t(`verdict.${access.review.verdict}`)}
      </Badge>
    );
  }
  if (access.is_active) {
    return (
      <Badge tone="warn" icon={UnlockOutlined}>
        {t('emergency.in_force')}
      </Badge>
    );
  }
  return (
    <Badge tone={access.is_overdue ? 'bad' : 'warn'} icon={access.is_overdue ? ExclamationCircleOutlined : ClockCircleOutlined}>
      {access.waiting_days > 0 ? t('emergency.waits', { days: format.integer(access.waiting_days) }) : t('emergency.waits_today')}
    </Badge>
  );
}
