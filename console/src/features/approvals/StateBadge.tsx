import { CheckCircleOutlined, ClockCircleOutlined, CloseCircleOutlined, DownloadOutlined, HourglassOutlined, StopOutlined, SyncOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';

import { Badge, type Icon, type Tone } from '~/shell/Badge';

const LOOK = {
  held: { icon: HourglassOutlined, tone: 'neutral' },
  waiting: { icon: ClockCircleOutlined, tone: 'warn' },
  approved: { icon: CheckCircleOutlined, tone: 'good' },
  open: { icon: SyncOutlined, tone: 'good' },
  refused: { icon: CloseCircleOutlined, tone: 'bad' },
  handed_out: { icon: DownloadOutlined, tone: 'neutral' },
  withdrawn: { icon: StopOutlined, tone: 'neutral' },
  over: { icon: StopOutlined, tone: 'neutral' },
  closed: { icon: CheckCircleOutlined, tone: 'neutral' },
} as const satisfies Record<string, { icon: Icon; tone: Tone }>;

/** Where a request stands. */
export function StateBadge({ state }: { state: keyof typeof LOOK }) {
  const { t } = useTranslation('approvals');
  return <Badge {...LOOK[state]}>{t(`register.${state}`)}</Badge>;
}
