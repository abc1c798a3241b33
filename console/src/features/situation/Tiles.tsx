import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { tilesQuery } from '~/api/counts';
import type { Tile } from '~/api/types';
import { useScope } from '~/shell/ScopeProvider';
import { Empty } from '~/shell/states/Empty';
import { Failed } from '~/shell/states/Failed';
import { Bone } from '~/shell/states/Loading';

import styles from './situation.module.css';
import { SituationTile } from './SituationTile';

/** One row of tiles on a wide screen. */
const FIRST = 4;

/** The diseases counted here, those with signals first. */
export function Tiles() {
  const { t } = useTranslation('situation');
  const { scope, setScope } = useScope();
  const [all, setAll] = useState(false);
  const tiles = useQuery(tilesQuery(scope));

  if (tiles.isError && !tiles.data) return <Failed error={tiles.error} onRetry={() => void tiles.refetch()} />;
  if (!tiles.data) {
    return (
      <div className={styles.tiles}>
        {Array.from({ length: FIRST }, (_, index) => (
          <Bone key={index} height={172} />
        ))}
      </div>
    );
  }
  const { items } = tiles.data;
  const isChosen = (tile: Tile) => tile.stream === scope.stream && tile.condition === scope.condition;
  if (items.length === 0) return <Empty title={t('tiles.none')} hint={t('tiles.none_hint')} />;
  const reported = items.filter(({ value }) => value != null);
  const shown = all ? items : firstTiles(reported.length > 0 ? reported : items, isChosen);
  return (
    <section aria-label={t('tiles.label')} aria-busy={tiles.isPlaceholderData}>
      <ul className={styles.tiles}>
        {shown.map((tile) => (
          <li key={`${tile.stream}-${tile.condition}`}>
            <SituationTile
              tile={tile}
              chosen={isChosen(tile)}
              onChoose={() => setScope({ stream: tile.stream, condition: tile.condition, stratum: 'all' })}
            />
          </li>
        ))}
      </ul>
      {items.length > shown.length || all ? (
        <Button className={styles.more} type="link" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t('tiles.fewer') : t('tiles.all', { count: items.length })}
        </Button>
      ) : null}
    </section>
  );
}

/** The first tiles in the server's order; the chosen one is always among them. */
function firstTiles(items: Tile[], isChosen: (tile: Tile) => boolean): Tile[] {
  const first = items.slice(0, FIRST);
  const chosen = items.find(isChosen);
  return chosen && !first.includes(chosen) ? [...first.slice(0, -1), chosen] : first;
}
