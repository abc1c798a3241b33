import { CloseCircleFilled, EnvironmentOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { lazy } from 'react';
import { useTranslation } from 'react-i18next';

import { useRegion } from '~/api/reference';
import { useSession } from '~/features/access/session';
import { useBilingual } from '~/i18n/language';
import { PickerButton } from '~/shell/PickerButton';

const AreaPanel = lazy(async () => ({ default: (await import('~/shell/AreaPanel')).AreaPanel }));

interface Props {
  region: string | null;
  onChange: (region: string | null) => void;
}

/** Narrows to one area; without it, all of one's areas. */
export function AreaFilter({ region, onChange }: Props) {
  const { t } = useTranslation('people');
  const { name } = useBilingual();
  const { home_region } = useSession();
  const chosen = useRegion(region ?? home_region).data;
  return (
    <>
      <PickerButton icon={<EnvironmentOutlined aria-hidden />} label={t('list.area')} value={region ? name(chosen) || region : t('list.all_areas')}>
        {(close) => (
          <AreaPanel
            current={region ?? home_region}
            onChoose={(area) => {
              close();
              onChange(area);
            }}
          />
        )}
      </PickerButton>
      {region && <Button type="text" icon={<CloseCircleFilled aria-hidden />} aria-label={t('list.all_areas')} onClick={() => onChange(null)} />}
    </>
  );
}
