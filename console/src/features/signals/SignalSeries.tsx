import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import type { SignalDetail } from '~/api/types';
import { Chart } from '~/charts/Chart';
import { CurveLegend } from '~/charts/CurveLegend';
import { CurveTable } from '~/charts/CurveTable';
import { epiCurve } from '~/charts/epiCurve';
import { Figure } from '~/charts/Figure';
import { usePalette } from '~/charts/palette';
import { useCurveWords } from '~/charts/useCurveWords';
import { useFormat } from '~/format/useFormat';
import { useBilingual } from '~/i18n/language';

import styles from './signals.module.css';

const HEIGHT = 280;

/** The counts before and after the signal, which a line points at. */
export function SignalSeries({ signal }: { signal: SignalDetail }) {
  const { t } = useTranslation('signals');
  const { t: common } = useTranslation('common');
  const { pick } = useBilingual();
  const format = useFormat();
  const palette = usePalette();
  const words = useCurveWords();
  const { series, day } = signal;
  const unit = pick(series.unit_zh, series.unit_en);
  const option = useMemo(
    () => epiCurve({ series, unit, words, palette, format, mark: day }),
    [series, unit, words, palette, format, day],
  );
  return (
    <Figure
      className={styles.series}
      title={t('detail.series')}
      table={() => <CurveTable series={series} caption={t('detail.series')} height={HEIGHT} />}
      foot={
        <>
          <span>{common('last_day', { day: format.day(series.last_day) })}</span>
          <span>{common('as_of', { time: format.instant(series.as_of) })}</span>
        </>
      }
    >
      <CurveLegend series={series} />
      <Chart option={option} height={HEIGHT} label={t('detail.series_label', { day: format.period(day, series.native_period) })} />
    </Figure>
  );
}
