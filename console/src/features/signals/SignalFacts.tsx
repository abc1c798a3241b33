import { AlertOutlined, StopOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';

import type { SignalDetail } from '~/api/types';
import { useFormat } from '~/format/useFormat';
import { useBilingual } from '~/i18n/language';
import badges from '~/shell/badges.module.css';

import styles from './signals.module.css';

/** The numbers that made the signal. */
export function SignalFacts({ signal }: { signal: SignalDetail }) {
  const { t } = useTranslation('signals');
  const { pick } = useBilingual();
  const format = useFormat();
  const unit = pick(signal.series.unit_zh, signal.series.unit_en);
  const facts = [
    { label: t('list.observed'), value: `${format.integer(signal.observed)} ${unit}` },
    { label: t('list.expected'), value: format.estimate(signal.expected) },
    { label: t('list.bound'), value: format.estimate(signal.bound) },
    { label: t('list.p'), value: format.probability(signal.p) },
    { label: t('list.score'), value: format.estimate(signal.score) },
  ];
  return (
    <div className={styles.facts}>
      {signal.withdrawn_at ? (
        <span className={`${badges.badge} ${badges.neutral}`}>
          <StopOutlined aria-hidden />
          {t('detail.withdrawn', { time: format.instant(signal.withdrawn_at) })}
        </span>
      ) : (
        <span className={`${badges.badge} ${badges.signal}`}>
          <AlertOutlined aria-hidden />
          {t('detail.above')}
        </span>
      )}
      <dl>
        {facts.map(({ label, value }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p className={styles.why}>{pick(signal.why_zh, signal.why)}</p>
    </div>
  );
}
