import { Select } from 'antd';
import { useTranslation } from 'react-i18next';

import { usePack } from '~/api/reference';
import { useBilingual } from '~/i18n/language';

import { scopeOfView } from './scope';
import { useScope } from './ScopeProvider';

/** The pack's named views; choosing one sets the whole scope. */
export function ViewSelect() {
  const { t } = useTranslation('situation');
  const { name } = useBilingual();
  const { scope, setScope } = useScope();
  const views = usePack().data?.views ?? [];
  const present = views.find((view) => {
    const wanted = scopeOfView(view);
    return (Object.keys(wanted) as (keyof typeof wanted)[]).every((key) => wanted[key] === scope[key]);
  });
  return (
    <Select
      aria-label={t('view')}
      placeholder={t('view_own')}
      value={present?.id}
      options={views.map((view) => ({ value: view.id, label: name(view) }))}
      popupMatchSelectWidth={false}
      style={{ minWidth: 200, maxWidth: 'min(400px, 100%)' }}
      onChange={(id) => {
        const view = views.find((item) => item.id === id);
        if (view) setScope(scopeOfView(view));
      }}
    />
  );
}
