import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { Person } from '~/api/types';
import { DataTable } from '~/charts/DataTable';
import { Figure } from '~/charts/Figure';
import { useScope } from '~/shell/ScopeProvider';
import { Loaded } from '~/shell/states/Loaded';
import { LinesLoading } from '~/shell/states/Loading';

import { codesQuery, householdQuery } from './queries';
import { useBilingual } from '~/i18n/language';

/** The others of the household, the head first. */
export function HouseholdFigure({ person }: { person: Person }) {
  if (!person.household) return null;
  return <Members household={person.household} self={person.id} />;
}

function Members({ household, self }: { household: string; self: string }) {
  const { t } = useTranslation('people');
  const { linkTo } = useScope();
  const { name } = useBilingual();
  const found = useQuery(householdQuery(household));
  const relations = useQuery(codesQuery('family_relation')).data ?? [];
  return (
    <Figure title={t('household.title')}>
      <Loaded query={found} loading={<LinesLoading lines={3} />}>
        {({ members }) => (
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
        )}
      </Loaded>
    </Figure>
  );
}
