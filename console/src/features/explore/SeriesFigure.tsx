import { useQuery } from '@tanstack/react-query';
import type { EChartsType } from 'echarts/core';
import { useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';

import { askOf, seriesQuery } from '~/api/counts';
import { useConditions, useRegion } from '~/api/reference';
import type { Period, SeriesView } from '~/api/types';
import { Chart } from '~/charts/Chart';
import { CurveLegend, useCurveLegend } from '~/charts/CurveLegend';
import { CurveTable } from '~/charts/CurveTable';
import { DetectionNotes } from '~/charts/DetectionNotes';
import { epiCurve } from '~/charts/epiCurve';
import { Figure } from '~/charts/Figure';
import { usePalette } from '~/charts/palette';
import { useCurveWords } from '~/charts/useCurveWords';
import { useCan } from '~/features/access/session';
import { useFormat } from '~/format/useFormat';
import { useBilingual } from '~/i18n/language';
import { DetectorSelect } from '~/shell/DetectorSelect';
import { ExportButtons } from '~/shell/ExportButtons';
import { useScope } from '~/shell/ScopeProvider';
import { Empty } from '~/shell/states/Empty';
import { Loaded } from '~/shell/states/Loaded';
import { BlockLoading } from '~/shell/states/Loading';
import { useDetectorChoice } from '~/shell/useDetectorChoice';

import { PictureButton } from './PictureButton';

const HEIGHT = 320;

interface Props {
  native: Period | undefined;
  period: Period | undefined;
}

/** The asked series with any detectors over it. */
export function SeriesFigure({ native, period }: Props) {
  const { t } = useTranslation('explore');
  const { t: common } = useTranslation('common');
  const { scope } = useScope();
  const { name, pick } = useBilingual();
  const format = useFormat();
  const can = useCan();
  const legendOf = useCurveLegend();
  const chart = useRef<EChartsType>(null);
  const region = useRegion(scope.area).data;
  const condition = useConditions().data?.find(({ code }) => code === scope.condition);
  const { chosen, ready } = useDetectorChoice(native, 'none');
  const ask = { ...askOf(scope), period, detector: chosen.join(',') || undefined };
  const series = useQuery({ ...seriesQuery(ask), enabled: ready });

  const title = t('series.title', { condition: name(condition) || scope.condition, place: name(region) });
  const facts = series.data
    ? [
        series.data.population != null ? t('series.population', { population: format.integer(series.data.population) }) : null,
        common('last_day', { day: format.day(series.data.last_day) }),
        common('as_of', { time: format.instant(series.data.as_of) }),
        series.data.composed_of.length > 0 ? t('series.composed', { count: series.data.composed_of.length }) : null,
      ].filter((fact) => fact !== null)
    : [];

  return (
    <Figure
      title={title}
      stale={series.isPlaceholderData}
      tools={
        <>
          <DetectorSelect period={native} mode="many" />
          {can('counts.export') && <ExportButtons path="/api/counts/export" params={askOf(scope)} />}
          {can('counts.export') && (
            <PictureButton chart={chart} title={title} subtitle={format.range(scope.from, scope.to)} footer={facts.join('  ·  ')} legend={series.data ? legendOf(series.data) : []} />
          )}
        </>
      }
      table={series.data ? () => <CurveTable series={series.data} caption={title} height={HEIGHT} /> : undefined}
      foot={facts.map((fact) => (
        <span key={fact}>{fact}</span>
      ))}
    >
      <Loaded query={series} loading={<BlockLoading height={HEIGHT} />}>
        {(data) => (
          <SeriesPicture
            series={data}
            unit={pick(data.unit_zh, data.unit_en)}
            label={title}
            onReady={(drawn) => {
              chart.current = drawn;
            }}
          />
        )}
      </Loaded>
    </Figure>
  );
}

interface PictureProps {
  series: SeriesView;
  unit: string;
  label: string;
  onReady: (chart: EChartsType) => void;
}

function SeriesPicture({ series, unit, label, onReady }: PictureProps) {
  const { t } = useTranslation('explore');
  const format = useFormat();
  const palette = usePalette();
  const words = useCurveWords();
  const option = useMemo(() => epiCurve({ series, unit, words, palette, format }), [series, unit, words, palette, format]);
  if (series.points.every(({ value }) => value == null)) return <Empty title={t('series.none')} hint={t('series.none_hint')} />;
  return (
    <>
      <CurveLegend series={series} />
      <DetectionNotes series={series} />
      <Chart option={option} height={HEIGHT} label={label} onReady={onReady} />
    </>
  );
}
