import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { Household, Person } from '~/api/types';
import { DataTable } from '~/charts/DataTable';
import { Figure } from '~/charts/Figure';
import { useCan } from '~/features/access/session';
import { useBilingual } from '~/i18n/language';
import parts from '~/shell/parts.module.css';
import { useScope } from '~/shell/ScopeProvider';
import { Loaded } from '~/shell/states/Loaded';
import { LinesLoading } from '~/shell/states/Loading';

import { HouseholdDialog } from './HouseholdDialog';
import { codesQuery, householdQuery } from './queries';

/** The others of the household, the head first, and who may say otherwise. */
export function HouseholdFigure({ person }: { person: Person }) {
  const { t } = useTranslation('people');
  const can = useCan();
  const found = useQuery({ ...householdQuery(person.household ?? ''), enabled: Boolean(person.household) });
  const [changing, setChanging] = useState(false);
  const mayChange = can('persons.write') && (!person.household || found.data !== undefined);
  return (
    <Figure
      title={t('household.title')}
      tools={
        mayChange && (
          <Button size="small" onClick={() => setChanging(true)}>
            {t(person.household ? 'household.change' : 'household.found')}
          </Button>
        )
      }
    >
      {person.household ? (
        <Loaded query={found} loading={<LinesLoading lines={3} />}>
          {(household) => <Members household={household} self={person.id} />}
        </Loaded>
      ) : (
        <p className={parts.quiet}>{t('household.none')}</p>
      )}
      {changing && <HouseholdDialog household={found.data} person={person} onClose={() => setChanging(false)} />}
    </Figure>
  );
}

function Members({ household: { members }, self }: { household: Household; self: string }) {
  const { t } = useTranslation('people');
  const { linkTo } = useScope();
  const { name } = useBilingual();
  const relations = useQuery(codesQuery('family_relation')).data ?? [];
  return (
    <DataTable
      caption={t('household.title')}
      rows={members}
      rowKey={({ id }) => id}
      columns={[
        { title: t('field.name'), cell: (member) => (member.id === self ? member.name : <Link to={linkTo(`/people/${member.id}`)}>{member.name}</Link>) },
        { title: t('field.relation'), cell: ({ relation }) => name(relations.find(({ code }) => code === relation)) || (relation ?? '–') },
        { title: t('field.sex'), cell: ({ sex }) => t(`sex.${sex}`) },
        { title: t('field.age'), numeric: true, cell: ({ age }) => age ?? '–' },
      ]}
    />
  );
}
