import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { mapQuery } from '~/api/counts';
import { api, dataOf } from '~/api/client';
import { usePack } from '~/api/reference';
import { Figure } from '~/charts/Figure';
import { useFormat } from '~/format/useFormat';
import { useBilingual } from '~/i18n/language';
import { Choice } from '~/shell/Choice';
import { useScope } from '~/shell/ScopeProvider';
import { Failed } from '~/shell/states/Failed';
import { BlockLoading } from '~/shell/states/Loading';
import { useParam } from '~/shell/useParam';

import { Crumbs } from './Crumbs';
import { MapPicture } from './MapPicture';
import { MapTable } from './MapTable';
import { METRICS, type Metric } from './metric';

/** Fills what a desk's screen leaves below the tiles. */
const HEIGHT = 'clamp(340px, calc(100dvh - 500px), 680px)';

/** Where it is: the parts of the area by count or rate; choosing one goes into it. */
export function MapFigure({ className }: { className?: string }) {
  const { t } = useTranslation('situation');
  const { t: common } = useTranslation('common');
  const { scope } = useScope();
  const { pick } = useBilingual();
  const format = useFormat();
  const pack = usePack().data;
  const [param, setParam] = useParam('metric');
  const metric: Metric = param === 'rate' ? 'rate' : 'count';

  const map = useQuery(mapQuery(scope));
  const drawn = map.data?.region ?? scope.area;
  const geometry = useQuery({
    queryKey: ['regions', 'map', drawn],
    queryFn: () => dataOf(api.GET('/api/regions/{code}/map', { params: { path: { code: drawn } } })),
    staleTime: Infinity,
    placeholderData: keepPreviousData,
  });

  const failed = map.data ? undefined : map.error;
  const picture = () => {
    if (failed) return <Failed error={failed} onRetry={() => void map.refetch()} />;
    if (!map.data || geometry.isPending || geometry.isPlaceholderData) return <BlockLoading height={HEIGHT} />;
    if (!geometry.data) return <MapTable map={map.data} height={HEIGHT} />;
    return <MapPicture map={map.data} geometry={geometry.data} metric={metric} height={HEIGHT} />;
  };

  return (
    <Figure
      className={className}
      title={t('map.title')}
      stale={map.isPlaceholderData}
      tools={
        <Choice
          quiet
          label={t('map.metric')}
          options={METRICS.map((value) => ({ value, label: t(`map.${value}`) }))}
          value={metric}
          onChange={(next) => setParam(next === 'count' ? null : next)}
        />
      }
      table={map.data ? () => <MapTable map={map.data} height={HEIGHT} /> : undefined}
      foot={
        <>
          <span>{pick(geometry.data?.notice || pack?.map_notice_zh, geometry.data?.notice_en || pack?.map_notice_en)}</span>
          
          {map.data && <span>{common('as_of', { time: format.instant(map.data.as_of) })}</span>}
        </>
      }
    >
      <Crumbs drawn={drawn} />
      {picture()}
    </Figure>
  );
}
