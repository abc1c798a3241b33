import { PlayCircleOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { RunDialog } from './RunDialog';

export function RunDetection() {
  const { t } = useTranslation('signals');
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button type="primary" icon={<PlayCircleOutlined aria-hidden />} onClick={() => setOpen(true)}>
        {t('run.button')}
      </Button>
      {open && <RunDialog onClose={() => setOpen(false)} />}
    </>
  );
}
