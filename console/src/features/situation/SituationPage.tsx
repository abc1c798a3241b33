import { useTranslation } from 'react-i18next';

import { useRegion } from '~/api/reference';
import { useCan } from '~/features/access/session';
import { useFormat } from '~/format/useFormat';
import { useBilingual } from '~/i18n/language';
import { PageHead } from '~/shell/PageHead';
import { useScope } from '~/shell/ScopeProvider';
import { SubjectPicker } from '~/shell/SubjectPicker';
import { ViewSelect } from '~/shell/ViewSelect';

import { CurveFigure } from './CurveFigure';
import { MapFigure } from './MapFigure';
import { NewestSignals } from './NewestSignals';
import styles from './situation.module.css';
import { Tiles } from './Tiles';

/** What is going on here: how much of what, where, along which course, and what the detectors say. */
export function SituationPage() {
  const { t } = useTranslation('situation');
  const { scope } = useScope();
  const { name } = useBilingual();
  const format = useFormat();
  const can = useCan();
  const region = useRegion(scope.area);
  const place = region.data ? name(region.data) : '';

  return (
    <>
      <PageHead title={t('title', { place })} detail={format.range(scope.from, scope.to)}>
        <SubjectPicker strata />
        <ViewSelect />
      </PageHead>
      <Tiles />
      <div className={styles.grid}>
        <MapFigure className={styles.map} />
        <CurveFigure className={styles.curve} />
        {can('signals.read') && <NewestSignals className={styles.signals} />}
      </div>
    </>
  );
}
