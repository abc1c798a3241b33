import { useTranslation } from 'react-i18next';

import { useCan } from '~/features/access/session';
import { Choice } from '~/shell/Choice';
import { PageHead } from '~/shell/PageHead';
import { useParam } from '~/shell/useParam';

import { MatchQueue } from './MatchQueue';
import { PeopleList } from './PeopleList';

const VIEWS = ['list', 'matches'] as const;

/** The people of one's area, and the records that may be one and the same person. */
export function PeoplePage() {
  const { t } = useTranslation('people');
  const can = useCan();
  const [param, setParam] = useParam('view');
  const view = can('persons.match') && param === 'matches' ? 'matches' : 'list';
  return (
    <>
      <PageHead title={t('title')} detail={t('about')}>
        {can('persons.match') && (
          <Choice
            quiet
            label={t('view.label')}
            options={VIEWS.map((value) => ({ value, label: t(`view.${value}`) }))}
            value={view}
            onChange={(next) => setParam(next === 'list' ? null : next)}
          />
        )}
      </PageHead>
      {view === 'matches' ? <MatchQueue /> : <PeopleList />}
    </>
  );
}
