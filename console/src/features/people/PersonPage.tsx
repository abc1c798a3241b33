import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';

import type { Person } from '~/api/types';
import { useCan } from '~/features/access/session';
import { EmergencyButton } from '~/features/approvals/EmergencyButton';
import { RightsButton } from '~/features/approvals/RightsButton';
import { useBilingual } from '~/i18n/language';
import { PageHead } from '~/shell/PageHead';
import { useScope } from '~/shell/ScopeProvider';
import { Loaded } from '~/shell/states/Loaded';

import { HouseholdFigure } from './HouseholdFigure';
import { IdentifyBar } from './IdentifyBar';
import { LifeBadge } from './LifeBadge';
import { MergedFigure } from './MergedFigure';
import { PersonFigure } from './PersonFigure';
import { RevisionsFigure } from './RevisionsFigure';
import styles from './people.module.css';
import { personQuery } from './queries';
import { useIdentified } from './useIdentified';

/** One person: who, where, with whom, and what became of the record. */
export function PersonPage() {
  const { id = '' } = useParams();
  const person = useQuery(personQuery(id));
  // Another person is another page: what was shown of one must not stay for the next.
  return <Loaded query={person}>{(data) => <Shown key={data.id} person={data} />}</Loaded>;
}

function Shown({ person: masked }: { person: Person }) {
  const { t } = useTranslation('people');
  const { linkTo } = useScope();
  const { pick } = useBilingual();
  const can = useCan();
  const identified = useIdentified([masked.id]);
  const person = identified.of(masked);
  const line = [t(`sex.${person.sex}`), person.age != null && t('age', { age: person.age }), pick(person.region_name_zh, person.region_name_en)];

  return (
    <>
      <p className={styles.back}>
        <Link to={linkTo('/people')}>‹ {t('back')}</Link>
      </p>
      <PageHead title={person.name} detail={line.filter(Boolean).join(' · ')}>
        <LifeBadge person={person} />
        {can('rights.handle') && <RightsButton person={masked.id} />}
        {can('grants.request') && !can('persons.identify') && <EmergencyButton person={masked.id} />}
      </PageHead>
      <div className={styles.page}>
        <IdentifyBar identified={identified} />
        {person.open_matches > 0 && can('persons.match') && (
          <p>
            <Link to={linkTo('/people', {}, { view: 'matches' })}>{t('open_matches', { count: person.open_matches })}</Link>
          </p>
        )}
        <div className={styles.columns}>
          <PersonFigure person={person} />
          <div className={styles.column}>
            <HouseholdFigure person={person} />
            <MergedFigure person={masked} />
            <RevisionsFigure id={masked.id} />
          </div>
        </div>
      </div>
    </>
  );
}
