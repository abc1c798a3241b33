import { EditOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';

import { ProblemError } from '~/api/problem';
import type { Person } from '~/api/types';
import { useCan } from '~/features/access/session';
import { EmergencyButton } from '~/features/approvals/EmergencyButton';
import { RightsButton } from '~/features/approvals/RightsButton';
import { useBilingual } from '~/i18n/language';
import { PageHead } from '~/shell/PageHead';
import { useScope } from '~/shell/ScopeProvider';
import { Empty } from '~/shell/states/Empty';
import { Loaded } from '~/shell/states/Loaded';

import { HouseholdFigure } from './HouseholdFigure';
import { IdentifyBar, PurposeDialog } from './IdentifyBar';
import { LifeBadge } from './LifeBadge';
import { MergedFigure } from './MergedFigure';
import { CorrectDialog } from './PersonDialog';
import { PersonFigure } from './PersonFigure';
import { RevisionsFigure } from './RevisionsFigure';
import styles from './people.module.css';
import { personQuery } from './queries';
import { useIdentified } from './useIdentified';

/** One person: who, where, with whom, and what became of the record. */
export function PersonPage() {
  const { id = '' } = useParams();
  const person = useQuery(personQuery(id));
  const can = useCan();
  const isMissing = person.error instanceof ProblemError && person.error.status === 404;
  if (isMissing && can('grants.request')) return <OutOfSight id={id} />;
  // Another person is another page: what was shown of one must not stay for the next.
  return <Loaded query={person}>{(data) => <Shown key={data.id} person={data} />}</Loaded>;
}

/** Neither said to be there nor not to be: whoever knows the number and must see the record now has a way, which is reviewed. */
function OutOfSight({ id }: { id: string }) {
  const { t } = useTranslation('people');
  const { linkTo } = useScope();
  return (
    <>
      <p className={styles.back}>
        <Link to={linkTo('/people')}>‹ {t('back')}</Link>
      </p>
      <Empty title={t('out_of_sight')} hint={t('out_of_sight_hint')}>
        <EmergencyButton person={id} />
      </Empty>
    </>
  );
}

function Shown({ person: masked }: { person: Person }) {
  const { t } = useTranslation('people');
  const { linkTo } = useScope();
  const { pick } = useBilingual();
  const can = useCan();
  const identified = useIdentified([masked.id]);
  const person = identified.of(masked);
  const [correcting, setCorrecting] = useState(false);
  const done = () => {
    setCorrecting(false);
    identified.hide();
  };
  const line = [t(`sex.${person.sex}`), person.age != null && t('age', { age: person.age }), pick(person.region_name_zh, person.region_name_en)];

  return (
    <>
      <p className={styles.back}>
        <Link to={linkTo('/people')}>‹ {t('back')}</Link>
      </p>
      <PageHead title={person.name} detail={line.filter(Boolean).join(' · ')}>
        <LifeBadge person={person} />
        {can('rights.handle') && <RightsButton person={masked.id} />}
        {can('persons.write') && can('persons.identify') && (
          <Button icon={<EditOutlined aria-hidden />} onClick={() => setCorrecting(true)}>
            {t('form.correct')}
          </Button>
        )}
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
            <HouseholdFigure person={masked} />
            <MergedFigure person={masked} />
            <RevisionsFigure id={masked.id} />
          </div>
        </div>
      </div>
      {correcting && person.is_masked && (
        <PurposeDialog identified={identified} onShown={() => undefined} onClose={() => setCorrecting(false)} />
      )}
      {correcting && !person.is_masked && <CorrectDialog person={person} onDone={done} onClose={() => setCorrecting(false)} />}
    </>
  );
}
