import { useTranslation } from 'react-i18next';

import { useRegion, useStreams } from '~/api/reference';
import { useFormat } from '~/format/useFormat';
import { useBilingual } from '~/i18n/language';
import { PageHead } from '~/shell/PageHead';
import { useScope } from '~/shell/ScopeProvider';
import { SubjectPicker } from '~/shell/SubjectPicker';

import { CompareFigure } from './CompareFigure';
import { CountRows } from './CountRows';
import styles from './explore.module.css';
import { PeriodChoice } from './PeriodChoice';
import { SeriesFigure } from './SeriesFigure';
import { usePeriod } from './usePeriod';

/** Asks any question of the counts: which stream, disease, area and stratum, by which period; and shows what lies behind. */
export function ExplorePage() {
  const { t } = useTranslation('explore');
  const { scope } = useScope();
  const { name } = useBilingual();
  const format = useFormat();
  const place = name(useRegion(scope.area).data);
  const stream = useStreams(scope.area).data?.find(({ id }) => id === scope.stream);
  const { period } = usePeriod(stream?.period);

  return (
    <>
      <PageHead title={t('title')} detail={`${place} · ${format.range(scope.from, scope.to)}`}>
        <SubjectPicker strata />
        <PeriodChoice native={stream?.period} />
      </PageHead>
      <div className={styles.parts}>
        <SeriesFigure native={stream?.period} period={period} />
        <CompareFigure period={period} />
        <CountRows native={stream?.period} />
      </div>
    </>
  );
}
