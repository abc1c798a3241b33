import { useTranslation } from 'react-i18next';

import { useRegion } from '~/api/reference';
import { useCan } from '~/features/access/session';
import { useFormat } from '~/format/useFormat';
import { useBilingual } from '~/i18n/language';
import { PageHead } from '~/shell/PageHead';
import { useScope } from '~/shell/ScopeProvider';

import { RunDetection } from './RunDetection';
import { RunStatus } from './RunStatus';
import { SignalList } from './SignalList';
import { SignalFilters } from './SignalFilters';

/** What the detectors found in the area and the days chosen. */
export function SignalsPage() {
  const { t } = useTranslation('signals');
  const { scope } = useScope();
  const { name } = useBilingual();
  const format = useFormat();
  const can = useCan();
  const place = name(useRegion(scope.area).data);
  return (
    <>
      <PageHead title={t('title')} detail={`${place} · ${format.range(scope.from, scope.to)}`}>
        <SignalFilters />
        {can('detection.run') && <RunDetection />}
      </PageHead>
      <RunStatus />
      <SignalList />
    </>
  );
}
