import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';

import type { PersonMatch } from '~/api/types';
import { Figure } from '~/charts/Figure';
import { useFormat } from '~/format/useFormat';
import { Choice } from '~/shell/Choice';
import { PageHead } from '~/shell/PageHead';
import parts from '~/shell/parts.module.css';
import { useScope } from '~/shell/ScopeProvider';
import { Loaded } from '~/shell/states/Loaded';

import { CodeReasonDialog } from './CodeReasonDialog';
import { IdentifyBar } from './IdentifyBar';
import { MatchCompare } from './MatchCompare';
import styles from './people.module.css';
import { MERGE_REASONS, decideMatch, matchQuery } from './queries';
import { useIdentified } from './useIdentified';

/** Two records beside each other, what speaks for one person and what against, and the decision. */
export function MatchPage() {
  const { id = '' } = useParams();
  const match = useQuery(matchQuery(id));
  return <Loaded query={match}>{(data) => <Shown key={data.id} match={data} />}</Loaded>;
}

function Shown({ match }: { match: PersonMatch }) {
  const { t } = useTranslation('people');
  const { linkTo } = useScope();
  const format = useFormat();
  const cache = useQueryClient();
  const identified = useIdentified([match.left.id, match.right.id]);
  const [deciding, setDeciding] = useState<'same' | 'distinct' | null>(null);
  const [survivor, setSurvivor] = useState<'left' | 'right'>('left');
  const score = { score: format.estimate(match.score), link: format.estimate(match.link_at), queue: format.estimate(match.queue_at) };

  return (
    <>
      <p className={styles.back}>
        <Link to={linkTo('/people', {}, { view: 'matches' })}>‹ {t('match.back')}</Link>
      </p>
      <PageHead title={t('match.title')} detail={t('match.detail', score)}>
        {match.state === 'open' && (
          <>
            <Button onClick={() => setDeciding('distinct')}>{t('match.distinct')}</Button>
            <Button type="primary" onClick={() => setDeciding('same')}>
              {t('match.same')}
            </Button>
          </>
        )}
      </PageHead>
      <div className={styles.page}>
        {match.state !== 'open' && (
          <p className={parts.notice} role="status">
            {t(`match.decided.${match.state}`, { time: format.instant(match.decided_at) })}
          </p>
        )}
        <IdentifyBar identified={identified} />
        <Figure title={t('match.compare')} foot={t('match.weights')}>
          <MatchCompare left={identified.of(match.left)} right={identified.of(match.right)} evidence={match.evidence} />
        </Figure>
      </div>
      {deciding && (
        <CodeReasonDialog
          title={t(`match.${deciding}`)}
          what={t(`match.${deciding}_what`)}
          reasons={MERGE_REASONS}
          onConfirm={async (reason) => {
            await decideMatch(match.id, deciding, reason, deciding === 'same' ? match[survivor].id : undefined);
            await cache.invalidateQueries({ queryKey: ['persons'] });
          }}
          onClose={() => setDeciding(null)}
        >
          {deciding === 'same' && (
            <Choice
              label={t('match.survivor')}
              options={(['left', 'right'] as const).map((side) => ({ value: side, label: `${t(`match.${side}`)} · ${match[side].name}` }))}
              value={survivor}
              onChange={setSurvivor}
            />
          )}
        </CodeReasonDialog>
      )}
    </>
  );
}
