import { CheckCircleOutlined, ClockCircleOutlined, LockOutlined, StopOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';

import type { AccountState } from '~/api/types';
import { Badge, type Icon, type Tone } from '~/shell/Badge';

const LOOK: Record<AccountState, { icon: Icon; tone: Tone }> = {
  active: { icon: CheckCircleOutlined, tone: 'good' },
  waiting: { icon: LockOutlined, tone: 'warn' },
  dormant: { icon: ClockCircleOutlined, tone: 'warn' },
  disabled: { icon: StopOutlined, tone: 'bad' },
};

export function AccountStateBadge({ state }: { state: AccountState }) {
  const { t } = useTranslation('accounts');
  return <Badge {...LOOK[state]}>{t(`state.${state}`)}</Badge>;
}
