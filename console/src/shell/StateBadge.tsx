import {
  CheckCircleOutlined,
  ClockCircleOutlined,
  CloseCircleOutlined,
  PauseCircleOutlined,
  StopOutlined,
  SyncOutlined,
} from '@ant-design/icons';
import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';

import badges from './badges.module.css';

export type JobState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled' | 'interrupted';

const LOOK: Record<JobState, { icon: ComponentType<{ 'aria-hidden'?: boolean }>; tone: string | undefined }> = {
  queued: { icon: ClockCircleOutlined, tone: badges.neutral },
  running: { icon: SyncOutlined, tone: badges.neutral },
  done: { icon: CheckCircleOutlined, tone: badges.good },
  failed: { icon: CloseCircleOutlined, tone: badges.bad },
  cancelled: { icon: StopOutlined, tone: badges.warn },
  interrupted: { icon: PauseCircleOutlined, tone: badges.warn },
};

/** A job's state as colour, icon and word. */
export function StateBadge({ state }: { state: JobState }) {
  const { t } = useTranslation('common');
  const { icon: Icon, tone } = LOOK[state];
  return (
    <span className={`${badges.badge} ${tone}`}>
      <Icon aria-hidden />
      {t(`state.${state}`)}
    </span>
  );
}
