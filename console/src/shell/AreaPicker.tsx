import { EnvironmentOutlined } from '@ant-design/icons';
import { lazy } from 'react';
import { useTranslation } from 'react-i18next';

import { useRegion } from '~/api/reference';
import { useBilingual } from '~/i18n/language';

import { PickerButton } from './PickerButton';
import { useScope } from './ScopeProvider';
import styles from './shell.module.css';

const AreaPanel = lazy(async () => ({ default: (await import('./AreaPanel')).AreaPanel }));

export function AreaPicker() {
  const { t } = useTranslation('shell');
  const { scope, setScope } = useScope();
  const { name } = useBilingual();
  const region = useRegion(scope.area);
  const above = region.data?.ancestors.filter(({ level }) => level !== 'country').map(name) ?? [];

  const value = (
    <>
      {above.length > 0 && <span className={styles.pickerPath}>{above.join(' › ')} › </span>}
      {region.data ? name(region.data) : scope.area}
    </>
  );

  return (
    <PickerButton icon={<EnvironmentOutlined aria-hidden />} label={t('area.label')} value={value}>
      {(close) => (
        <AreaPanel
          current={scope.area}
          onChoose={(area) => {
            close();
            if (area !== scope.area) setScope({ area });
          }}
        />
      )}
    </PickerButton>
  );
}
