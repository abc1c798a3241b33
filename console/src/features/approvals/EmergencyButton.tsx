import { UnlockOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { EmergencyDialog } from './EmergencyDialog';

/** Asks for sight of this person beyond one's posts. */
export function EmergencyButton({ person }: { person: string }) {
  const { t } = useTranslation('approvals');
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button icon={<UnlockOutlined aria-hidden />} onClick={() => setAsking(true)}>
        {t('emergency.ask')}
      </Button>
      {asking && <EmergencyDialog person={person} onClose={() => setAsking(false)} />}
    </>
  );
}
