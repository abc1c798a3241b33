import { useTranslation } from 'react-i18next';

import { useCan } from '~/features/access/session';
import { Choice } from '~/shell/Choice';
import { PageHead } from '~/shell/PageHead';
import { useParam } from '~/shell/useParam';

import { AgencyRegister } from './AgencyRegister';
import { EmergencyRegister } from './EmergencyRegister';
import { ExportRegister } from './ExportRegister';
import { RightsRegister } from './RightsRegister';

/** What waits for a second pair of eyes, and what became of one's own requests. */
export function ApprovalsPage() {
  const { t } = useTranslation('approvals');
  const can = useCan();
  const [param, setParam] = useParam('view');
  const views = (['emergency', 'agency', 'exports', 'rights'] as const).filter((view) => view !== 'rights' || can('rights.handle'));
  const view = views.find((item) => item === param) ?? 'emergency';
  const Register = { emergency: EmergencyRegister, agency: AgencyRegister, exports: ExportRegister, rights: RightsRegister }[view];
  return (
    <>
      <PageHead title={t('title')} detail={t(`about.${view}`)}>
        <Choice
          quiet
          label={t('view.label')}
          options={views.map((value) => ({ value, label: t(`view.${value}`) }))}
          value={view}
          onChange={(next) => setParam(next === 'emergency' ? null : next)}
        />
      </PageHead>
      <Register />
    </>
  );
}
