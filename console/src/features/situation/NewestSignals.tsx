import { AlertOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { api, dataOf } from '~/api/client';
import { useStreams } from '~/api/reference';
import { Figure } from '~/charts/Figure';
import { useFormat } from '~/format/useFormat';
import { useBilingual } from '~/i18n/language';
import { useScope } from '~/shell/ScopeProvider';
import { Empty } from '~/shell/states/Empty';
import { Loaded } from '~/shell/states/Loaded';

import styles from './situation.module.css';

const SHOWN = 5;

/** The last signals in the area and the days chosen, of every disease. */
export function NewestSignals({ className }: { className?: string }) {
  const { t } = useTranslation('situation');
  const { scope, linkTo } = useScope();
  const { area, from, to } = scope;
  const { name, pick } = useBilingual();
  const format = useFormat();
  const streams = useStreams(area).data;
  const streamName = (id: string) => name(streams?.find((stream) => stream.id === id));
  const signals = useQuery({
    queryKey: ['signals', 'newest', area, from, to],
    queryFn: () => dataOf(api.GET('/api/signals', { params: { query: { region: area, from, to, sort: '-day', limit: SHOWN } } })),
  });

  return (
    <Figure className={className} title={t('signals.title')} tools={<Link to={linkTo('/signals')}>{t('signals.all')}</Link>}>
      <Loaded query={signals}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('signals.none')} hint={t('signals.none_hint')} />
          ) : (
            <ul className={styles.signalList}>
              {items.map((signal) => (
                <li key={signal.id}>
                  <Link className={styles.signal} to={linkTo(`/signals/${signal.id}`)}>
                    <AlertOutlined className={styles.signalIcon} aria-label={t('signals.icon')} />
                    <span className={styles.signalDay}>{format.period(signal.day, streams?.find(({ id }) => id === signal.stream)?.period ?? 'day')}</span>
                    <span className={styles.signalWhat} title={streamName(signal.stream)}>
                      {pick(signal.region_name_zh, signal.region_name_en)} · {pick(signal.condition_name_zh, signal.condition_name_en)}
                      {/* The stream at hand goes without saying. */}
                      {signal.stream !== scope.stream && <span className={styles.signalStream}> {streamName(signal.stream)}</span>}
                    </span>
                    <span className={styles.signalNumbers}>
                      {t('signals.numbers', { observed: format.integer(signal.observed), bound: format.estimate(signal.bound) })}
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Figure>
  );
}
