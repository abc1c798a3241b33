import { CalendarOutlined } from '@ant-design/icons';
import { lazy } from 'react';
import { useTranslation } from 'react-i18next';

import { useStreams } from '~/api/reference';
import { useFormat } from '~/format/useFormat';

import { PickerButton } from './PickerButton';
import { useScope } from './ScopeProvider';

const DatePanel = lazy(async () => ({ default: (await import('./DatePanel')).DatePanel }));

export function DateRangePicker() {
  const { t } = useTranslation('shell');
  const { scope, setScope } = useScope();
  const format = useFormat();
  const streams = useStreams(scope.area);
  const held = streams.data?.find(({ id }) => id === scope.stream)?.conditions.find(({ code }) => code === scope.condition);

  return (
    <PickerButton icon={<CalendarOutlined aria-hidden />} label={t('dates.label')} value={format.range(scope.from, scope.to)}>
      {(close) => (
        <DatePanel
          from={scope.from}
          to={scope.to}
          firstDay={held?.first_day ?? undefined}
          lastDay={held?.last_day ?? undefined}
          onChoose={(from, to) => {
            close();
            setScope({ from, to });
          }}
        />
      )}
    </PickerButton>
  );
}
