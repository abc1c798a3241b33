import { ExperimentOutlined, MinusCircleOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';

import type { PersonRow } from '~/api/types';
import { Badge } from '~/shell/Badge';

/** What must be known at once of a record: that the person has died, or that nobody of that name lives. */
export function LifeBadge({ person }: { person: Pick<PersonRow, 'is_alive' | 'is_synthetic'> }) {
  const { t } = useTranslation('people');
  return (
    <>
      {!person.is_alive && (
        <Badge tone="neutral" icon={MinusCircleOutlined}>
          {t('life.died')}
        </Badge>
      )}
      {person.is_synthetic && (
        <Badge tone="neutral" icon={ExperimentOutlined}>
          {t('life.synthetic')}
        </Badge>
      )}
    </>
  );
}
