import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { usePages } from '~/api/pages';
import { Figure } from '~/charts/Figure';
import { useFormat } from '~/format/useFormat';
import { useBilingual } from '~/i18n/language';
import { Choice } from '~/shell/Choice';
import { PagedTable } from '~/shell/PagedTable';
import { useScope } from '~/shell/ScopeProvider';
import { Empty } from '~/shell/states/Empty';
import { useParam } from '~/shell/useParam';

import { MATCH_STATES, matchesOf } from './queries';

/** Pairs of records that may be one person, the likeliest first. */
export function MatchQueue() {
  const { t } = useTranslation('people');
  const { linkTo } = useScope();
  const { pick } = useBilingual();
  const format = useFormat();
  const [param, setParam] = useParam('state');
  const state = MATCH_STATES.find((item) => item === param) ?? 'open';
  const matches = usePages(['persons', 'matches', state], matchesOf(state));
  return (
    <Figure
      title={t('match.queue')}
      stale={matches.query.isPlaceholderData}
      tools={
        <Choice
          quiet
          label={t('match.which')}
          options={MATCH_STATES.map((value) => ({ value, label: t(`match.state.${value}`) }))}
          value={state}
          onChange={(next) => setParam(next === 'open' ? null : next)}
        />
      }
      foot={t('match.foot')}
    >
      <PagedTable
        caption={t('match.queue')}
        list={matches}
        height="max(320px, calc(100dvh - 290px))"
        rowKey={({ id }) => id}
        empty={<Empty title={t(`match.none.${state}`)} />}
        columns={[
          {
            title: t('match.pair'),
            cell: ({ id, left, right }) => (
              <Link to={linkTo(`/people/matches/${id}`)}>
                {left.name} ⇄ {right.name}
              </Link>
            ),
          },
          { title: t('match.score'), numeric: true, cell: ({ score }) => format.estimate(score) },
          { title: t('field.birth_year'), cell: ({ left, right }) => `${left.birth_year ?? '–'} ⇄ ${right.birth_year ?? '–'}` },
          { title: t('field.region'), cell: ({ left }) => pick(left.region_name_zh, left.region_name_en) },
          { title: t('match.made'), cell: ({ made_at }) => format.instant(made_at) },
        ]}
      />
    </Figure>
  );
}
