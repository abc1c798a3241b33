import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { useScope } from './ScopeProvider';
import { Empty } from './states/Empty';

export function NotFoundPage() {
  const { t } = useTranslation('shell');
  const { linkTo } = useScope();
  const navigate = useNavigate();
  return (
    <Empty title={<h1>{t('not_found.title')}</h1>} hint={t('not_found.hint')}>
      <Button type="primary" onClick={() => void navigate(linkTo('/situation'))}>
        {t('nav.situation')}
      </Button>
    </Empty>
  );
}
