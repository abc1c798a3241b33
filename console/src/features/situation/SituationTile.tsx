import { AlertOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';

import { useStreams } from '~/api/reference';
import type { Tile } from '~/api/types';
import { Sparkline } from '~/charts/Sparkline';
import { useFormat } from '~/format/useFormat';
import { useBilingual } from '~/i18n/language';
import badges from '~/shell/badges.module.css';
import { ClassBadge } from '~/shell/ClassBadge';
import { useScope } from '~/shell/ScopeProvider';

import styles from './situation.module.css';
import { useChangeText } from './useChangeText';

interface Props {
  tile: Tile;
  chosen: boolean;
  onChoose: () => void;
}

/** One disease's count in the chosen days, against earlier ones, with its denominator and its age. */
export function SituationTile({ tile, chosen, onChoose }: Props) {
  const { t } = useTranslation('situation');
  const { t: common } = useTranslation('common');
  const { name, pick } = useBilingual();
  const { scope } = useScope();
  const format = useFormat();
  const changeText = useChangeText();
  const stream = useStreams(scope.area).data?.find(({ id }) => id === tile.stream);

  const rateText = () => {
    if (tile.value == null) return format.rate(null);
    if (tile.rate_per_100k == null) return t('tiles.no_rate');
    return format.rate(tile.rate_per_100k);
  };

  return (
    <button type="button" className={styles.tile} aria-pressed={chosen} onClick={onChoose}>
      <span className={styles.tileHead}>
        <span className={styles.tileName} title={name(tile)}>
          {name(tile)}
        </span>
        <ClassBadge of={tile.class} />
      </span>
      <span className={styles.tileStreamLine}>
        <span className={styles.tileStream} title={stream ? name(stream) : undefined}>
          {stream ? name(stream) : tile.stream}
        </span>
        {tile.signals > 0 && (
          <span className={`${badges.badge} ${badges.signal}`}>
            <AlertOutlined aria-hidden />
            {t('tiles.signals', { count: tile.signals })}
          </span>
        )}
      </span>
      <span className={styles.tileMain}>
        <span className={styles.tileValue}>
          {tile.value == null ? (
            <span className={styles.tileSilent}>{common('not_reported')}</span>
          ) : (
            <>
              {format.integer(tile.value)}
              <span className={styles.tileUnit}>{pick(stream?.unit_zh, stream?.unit_en)}</span>
            </>
          )}
        </span>
        <span className={styles.tileSpark}>
          <Sparkline values={tile.spark} />
        </span>
      </span>
      <dl className={styles.tileLines}>
        <dt>{t('tiles.previous')}</dt>
        <dd>{changeText(tile.value, tile.previous)}</dd>
        <dt>{t('tiles.last_year')}</dt>
        <dd>{changeText(tile.value, tile.same_period_last_year)}</dd>
        <dt>{t('tiles.rate')}</dt>
        <dd>
          {rateText()}
        </dd>
        <dt>{t('tiles.age')}</dt>
        <dd>{format.day(tile.last_day)}</dd>
      </dl>
    </button>
  );
}
