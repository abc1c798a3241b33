import { useTranslation } from 'react-i18next';

import type { Decision } from '~/api/types';
import { useFormat } from '~/format/useFormat';

import { Who } from './Who';

/** Who decided what, when and why. */
export function DecisionText({ decision }: { decision: Decision }) {
  const { t } = useTranslation('approvals');
  const format = useFormat();
  return (
    <>
      {t(`decided.${decision.decision}` as 'decided.approve')} · <Who account={decision.by} /> · {format.instant(decision.at)}
      <p>{decision.reason}</p>
    </>
  );
}
