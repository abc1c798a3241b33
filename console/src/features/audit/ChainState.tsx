import { CheckCircleOutlined, CloseCircleOutlined, QuestionCircleOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import type { AuditStatusView } from '~/api/types';
import { useFormat } from '~/format/useFormat';
import { Badge } from '~/shell/Badge';
import { Loaded } from '~/shell/states/Loaded';
import { LinesLoading } from '~/shell/states/Loading';

import styles from './audit.module.css';
import { auditStatusQuery } from './queries';

/** Whether the chain was found whole, up to which entry it is signed, and how it is checked. */
export function ChainState() {
  const status = useQuery(auditStatusQuery);
  return (
    <Loaded query={status} loading={<LinesLoading lines={1} />}>
      {(data) => <Chain status={data} />}
    </Loaded>
  );
}

function Chain({ status: { sequence, hash, checkpoint, verification } }: { status: AuditStatusView }) {
  const { t } = useTranslation('audit');
  const format = useFormat();
  return (
    <section className={styles.chain} aria-label={t('chain.label')}>
      <Verdict verification={verification} />
      <dl>
        <div>
          <dt>{t('chain.entries')}</dt>
          <dd>{format.integer(sequence)}</dd>
        </div>
        <div>
          <dt>{t('chain.checkpoint')}</dt>
          <dd>
            {checkpoint ? t('chain.signed', { sequence: format.integer(checkpoint.sequence), time: format.second(checkpoint.at), key: checkpoint.key }) : t('chain.unsigned')}
          </dd>
        </div>
        <div>
          <dt>{t('chain.head')}</dt>
          <dd className={styles.hash} title={hash}>
            {hash ? `${hash.slice(0, 16)}…` : '–'}
          </dd>
        </div>
      </dl>
    </section>
  );
}

function Verdict({ verification }: Pick<AuditStatusView, 'verification'>) {
  const { t } = useTranslation('audit');
  const format = useFormat();
  if (!verification) {
    return (
      <Badge tone="neutral" icon={QuestionCircleOutlined}>
        {t('chain.not_verified')}
      </Badge>
    );
  }
  const said = { sequence: format.integer(verification.sequence), time: format.second(verification.at) };
  if (verification.damage) {
    return (
      <div className={styles.damage} role="alert">
        <Badge tone="bad" icon={CloseCircleOutlined}>
          {t('chain.damaged', said)}
        </Badge>
        <span>{verification.damage}</span>
      </div>
    );
  }
  return (
    <Badge tone="good" icon={CheckCircleOutlined}>
      {t('chain.whole', said)}
    </Badge>
  );
}
