import { useTranslation } from 'react-i18next';

import type { Decision, RightsDecision } from '~/api/types';
import { useFormat } from '~/format/useFormat';

import { Who } from './Who';

/** Who decided what, when and why. */
export function DecisionText({ decision }: { decision: Decision | RightsDecision }) {
  const { t } = useTranslation('approvals');
  const format = useFormat();
  return (
    <>
      {t(`decided.${decision.decision}`)} · <Who account={decision.by} /> · {format.instant(decision.at)}
      <p>{decision.reason}</p>
    </>
  );
}
