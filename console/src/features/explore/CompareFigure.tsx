import { useQueries } from '@tanstack/react-query';
import { Select } from 'antd';
import { useTranslation } from 'react-i18next';

import { askOf, seriesQuery } from '~/api/counts';
import { useRegion } from '~/api/reference';
import type { Period, RegionView } from '~/api/types';
import { Figure } from '~/charts/Figure';
import { useBilingual } from '~/i18n/language';
import { useScope } from '~/shell/ScopeProvider';
import { Loaded } from '~/shell/states/Loaded';
import { BlockLoading } from '~/shell/states/Loading';
import { useParam } from '~/shell/useParam';

import { SmallCurve } from './SmallCurve';
import styles from './explore.module.css';

/** More small pictures than this stop being comparable. */
const MOST = 12;

/** The same question asked of several areas, drawn side by side on one scale. */
export function CompareFigure({ period }: { period: Period | undefined }) {
  const { t } = useTranslation('explore');
  const { scope } = useScope();
  const { name } = useBilingual();
  const [param, setParam] = useParam('compare');
  const chosen = param ? param.split(',').slice(0, MOST) : [];
  const offered = useComparable(chosen);
  const ask = askOf(scope);
  const series = useQueries({ queries: chosen.map((region) => seriesQuery({ ...ask, region, period })) });
  const top = Math.max(1, ...series.flatMap(({ data }) => data?.points.map(({ value }) => value ?? 0) ?? []));

  return (
    <Figure
      title={t('compare.title')}
      tools={
        <Select
          mode="multiple"
          aria-label={t('compare.choose')}
          placeholder={t('compare.choose')}
          className={styles.compareSelect}
          maxTagCount="responsive"
          maxCount={MOST}
          showSearch={{ optionFilterProp: 'label' }}
          value={chosen}
          options={offered.map((region) => ({ value: region.code, label: name(region) }))}
          onChange={(codes) => setParam(codes.join(','))}
        />
      }
    >
      {chosen.length === 0 ? (
        <p className={styles.compareHint}>{t('compare.hint')}</p>
      ) : (
        <ul className={styles.multiples}>
          {chosen.map((code, index) => {
            const answer = series[index];
            const title = name(offered.find((region) => region.code === code)) || code;
            return (
              <li key={code}>
                <h3>{title}</h3>
                {answer && (
                  <Loaded query={answer} loading={<BlockLoading height={120} />}>
                    {(data) => <SmallCurve series={data} top={top} label={t('compare.one', { place: title })} />}
                  </Loaded>
                )}
              </li>
            );
          })}
        </ul>
      )}
    </Figure>
  );
}

/** The area's parts and its neighbours of the same rank, and what was chosen before. */
function useComparable(chosen: string[]): RegionView[] {
  const { scope } = useScope();
  const here = useRegion(scope.area).data;
  const above = useRegion(here?.parent ?? scope.area).data;
  const parts = here?.children ?? [];
  const beside = above?.children ?? [];
  const known = new Map([...(here ? [here] : []), ...parts, ...beside].map((region) => [region.code, region]));
  return [...known.values()].filter(({ level, code }) => level !== 'township' && level !== 'village' ? true : chosen.includes(code));
}
