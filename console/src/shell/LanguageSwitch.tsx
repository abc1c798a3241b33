import { GlobalOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

import { changeLanguage } from '~/i18n';
import { useLanguage } from '~/i18n/language';

/** Offers the other language in that language's own words. */
export function LanguageSwitch() {
  const { t } = useTranslation('shell');
  const language = useLanguage();
  const other = language === 'zh' ? 'en' : 'zh';
  return (
    <Button type="text" icon={<GlobalOutlined aria-hidden />} lang={other === 'zh' ? 'zh-CN' : 'en'} onClick={() => void changeLanguage(other)}>
      {t('other_language')}
    </Button>
  );
}
