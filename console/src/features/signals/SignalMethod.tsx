import { useTranslation } from 'react-i18next';

import type { SignalDetail } from '~/api/types';
import { Figure } from '~/charts/Figure';
import { useFormat } from '~/format/useFormat';
import { useBilingual } from '~/i18n/language';

import { SourceLink } from './SourceLink';
import styles from './signals.module.css';

/** How the detector judges, where that is published, and with which parameters it ran. */
export function SignalMethod({ signal }: { signal: SignalDetail }) {
  const { t } = useTranslation('signals');
  const { pick } = useBilingual();
  const format = useFormat();
  return (
    <Figure className={styles.method} title={pick(signal.detector_name_zh, signal.detector_name_en)}>
      <p>{pick(signal.description_zh, signal.description_en)}</p>
      <dl className={styles.params}>
        {Object.entries(signal.params).map(([key, value]) => (
          <div key={key}>
            <dt>
              <code>{key}</code>
            </dt>
            <dd>{typeof value === 'object' ? JSON.stringify(value) : String(value)}</dd>
          </div>
        ))}
        <div>
          <dt>{t('detail.source')}</dt>
          <dd>
            <SourceLink source={signal.source} />
          </dd>
        </div>
        <div>
          <dt>{t('detail.created')}</dt>
          <dd>{format.instant(signal.created_at)}</dd>
        </div>
        <div>
          <dt>{t('detail.pack')}</dt>
          <dd>
            <code>{signal.pack_version}</code>
          </dd>
        </div>
      </dl>
    </Figure>
  );
}
