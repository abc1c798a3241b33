import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import { useStreams } from '~/api/reference';
import type { MapItem, MapView } from '~/api/types';
import { classBreaks } from '~/charts/breaks';
import { Chart } from '~/charts/Chart';
import { choropleth } from '~/charts/choropleth';
import { tooltipHtml } from '~/charts/option';
import { usePalette } from '~/charts/palette';
import { useFormat } from '~/format/useFormat';
import { useBilingual } from '~/i18n/language';
import { useScope } from '~/shell/ScopeProvider';

import { MapLegend } from './MapLegend';
import { type Metric, metricOf } from './metric';

interface Props {
  map: MapView;
  geometry: object;
  metric: Metric;
  height: number | string;
}

export function MapPicture({ map, geometry, metric, height }: Props) {
  const { t } = useTranslation('situation');
  const { t: common } = useTranslation('common');
  const { scope, setScope } = useScope();
  const { name, pick } = useBilingual();
  const format = useFormat();
  const palette = usePalette();
  const stream = useStreams(scope.area).data?.find(({ id }) => id === scope.stream);
  const unit = pick(stream?.unit_zh, stream?.unit_en);

  const value = useMemo(() => metricOf(metric), [metric]);
  const breaks = useMemo(() => classBreaks(map.items.map(value).filter((item) => item != null)), [map.items, value]);
  const registered = useMemo(() => ({ name: `region-${map.region}`, geometry }), [map.region, geometry]);

  const option = useMemo(() => {
    const tooltip = (item: MapItem) => {
      const reported = item.value != null;
      return tooltipHtml(name(item), [
        { label: t('map.count'), value: reported ? `${format.integer(item.value)} ${unit}` : common('not_reported') },
        { label: t('map.rate'), value: format.rate(item.rate_per_100k) },
        { label: t('map.previous'), value: format.integer(item.previous) },
        { label: t('map.signals'), value: format.integer(item.signals) },
        { label: t('tiles.age'), value: format.day(item.last_day) },
      ]);
    };
    return choropleth({ map, geometry: registered.name, value, breaks, name, tooltip, palette });
  }, [map, registered, value, breaks, name, palette, t, common, format, unit]);

  const enter = (code: string) => {
    if (code !== scope.area && map.items.some(({ region }) => region === code)) setScope({ area: code });
  };

  return (
    <>
      <Chart fill option={option} map={registered} height={height} label={t('map.label')} onSelect={enter} />
      <MapLegend breaks={breaks} metric={metric} hasSilent={map.items.some((item) => value(item) == null)} />
    </>
  );
}
