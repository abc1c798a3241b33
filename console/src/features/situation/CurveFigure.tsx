import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import { askOf, seriesQuery } from '~/api/counts';
import { useConditions, useStreams } from '~/api/reference';
import type { SeriesView } from '~/api/types';
import { Chart } from '~/charts/Chart';
import { CurveLegend } from '~/charts/CurveLegend';
import { CurveTable } from '~/charts/CurveTable';
import { DetectionNotes } from '~/charts/DetectionNotes';
import { epiCurve } from '~/charts/epiCurve';
import { Figure } from '~/charts/Figure';
import { usePalette } from '~/charts/palette';
import { useCurveWords } from '~/charts/useCurveWords';
import { useFormat } from '~/format/useFormat';
import { useBilingual } from '~/i18n/language';
import { DetectorSelect } from '~/shell/DetectorSelect';
import { useScope } from '~/shell/ScopeProvider';
import { Empty } from '~/shell/states/Empty';
import { Loaded } from '~/shell/states/Loaded';
import { BlockLoading } from '~/shell/states/Loading';
import { useDetectorChoice } from '~/shell/useDetectorChoice';

const HEIGHT = 224;

/** The chosen disease's course, with what a detector expected and where it would have spoken. */
export function CurveFigure({ className }: { className?: string }) {
  const { t } = useTranslation('situation');
  const { t: common } = useTranslation('common');
  const { scope } = useScope();
  const { name } = useBilingual();
  const format = useFormat();
  const stream = useStreams(scope.area).data?.find(({ id }) => id === scope.stream);
  const condition = useConditions().data?.find(({ code }) => code === scope.condition);
  const { chosen, ready } = useDetectorChoice(stream?.period, 'first');
  const series = useQuery({ ...seriesQuery({ ...askOf(scope), detector: chosen.join(',') || undefined }), enabled: ready });

  return (
    <Figure
      className={className}
      title={t('curve.title', { condition: name(condition) || scope.condition })}
      tools={<DetectorSelect period={stream?.period} mode="one" />}
      stale={series.isPlaceholderData}
      table={series.data ? () => <CurveTable series={series.data} caption={t('curve.label')} height={HEIGHT} /> : undefined}
      foot={
        series.data && (
          <>
            <span>{common('last_day', { day: format.day(series.data.last_day) })}</span>
            <span>{common('as_of', { time: format.instant(series.data.as_of) })}</span>
            {series.data.composed_of.length > 0 && <span>{t('curve.composed', { count: series.data.composed_of.length })}</span>}
          </>
        )
      }
    >
      <Loaded query={series} loading={<BlockLoading height={HEIGHT} />}>
        {(data) => <Curve series={data} />}
      </Loaded>
    </Figure>
  );
}

function Curve({ series }: { series: SeriesView }) {
  const { t } = useTranslation('situation');
  const { pick } = useBilingual();
  const format = useFormat();
  const palette = usePalette();
  const words = useCurveWords();
  const unit = pick(series.unit_zh, series.unit_en);
  const option = useMemo(() => epiCurve({ series, unit, words, palette, format }), [series, unit, words, palette, format]);
  if (series.points.every(({ value }) => value == null)) return <Empty title={t('curve.none')} hint={t('curve.none_hint')} />;
  return (
    <>
      <CurveLegend series={series} />
      <DetectionNotes series={series} />
      <Chart option={option} height={HEIGHT} label={t('curve.label')} />
    </>
  );
}
