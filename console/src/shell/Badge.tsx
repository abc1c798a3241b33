import type { ComponentType, ReactNode } from 'react';

import badges from './badges.module.css';

export type Tone = 'good' | 'warn' | 'bad' | 'neutral';
export type Icon = ComponentType<{ 'aria-hidden'?: boolean }>;

interface Props {
  tone: Tone;
  icon: Icon;
  children: ReactNode;
}

/** A state as colour, icon and word. */
export function Badge({ tone, icon: Icon, children }: Props) {
  return (
    <span className={`${badges.badge} ${badges[tone]}`}>
      <Icon aria-hidden />
      {children}
    </span>
  );
}
