import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';

import type { SignalDetail } from '~/api/types';
import { useFormat } from '~/format/useFormat';
import { useBilingual } from '~/i18n/language';
import { PageHead } from '~/shell/PageHead';
import { useScope } from '~/shell/ScopeProvider';
import { withStratum } from '~/shell/SubjectPicker';
import { Loaded } from '~/shell/states/Loaded';

import { signalQuery } from './queries';
import { SameDay } from './SameDay';
import { SignalFacts } from './SignalFacts';
import { SignalHistory } from './SignalHistory';
import { SignalMethod } from './SignalMethod';
import { SignalSeries } from './SignalSeries';
import styles from './signals.module.css';

/** One signal: what was seen, what was expected, by which method, and what happened around it. */
export function SignalPage() {
  const { id = '' } = useParams();
  const signal = useQuery(signalQuery(id));
  return <Loaded query={signal}>{(data) => <Signal signal={data} />}</Loaded>;
}

function Signal({ signal }: { signal: SignalDetail }) {
  const { t } = useTranslation('signals');
  const { t: shell } = useTranslation('shell');
  const { linkTo } = useScope();
  const navigate = useNavigate();
  const { pick } = useBilingual();
  const format = useFormat();
  const place = pick(signal.region_name_zh, signal.region_name_en);
  const condition = pick(signal.condition_name_zh, signal.condition_name_en);
  const { points } = signal.series;
  const inExplore = linkTo(
    '/explore',
    {
      area: signal.region,
      stream: signal.stream,
      condition: signal.condition,
      stratum: signal.stratum,
      from: points[0]?.day ?? signal.day,
      to: points.at(-1)?.day ?? signal.day,
    },
    { detector: signal.detector },
  );

  return (
    <>
      <p className={styles.back}>
        <Link to={linkTo('/signals')}>‹ {t('detail.back')}</Link>
      </p>
      <PageHead title={withStratum(`${condition} · ${place}`, signal.stratum, shell)} detail={format.period(signal.day, signal.series.native_period)}>
        <Button onClick={() => void navigate(inExplore)}>{t('detail.explore')}</Button>
      </PageHead>
      <SignalFacts signal={signal} />
      <div className={styles.detail}>
        <SignalSeries signal={signal} />
        <SignalMethod signal={signal} />
        <SameDay signal={signal} />
        <SignalHistory signal={signal} />
      </div>
    </>
  );
}
