import { useTranslation } from 'react-i18next';

import { useCan } from '~/features/access/session';
import { PageHead } from '~/shell/PageHead';

import { ImportList } from './ImportList';
import { UploadBox } from './UploadBox';

/** Files that became counts, and the way to add another. */
export function ImportsPage() {
  const { t } = useTranslation('imports');
  const can = useCan();
  return (
    <>
      <PageHead title={t('title')} detail={t('detail')} />
      {can('imports.write') && <UploadBox />}
      <ImportList />
    </>
  );
}
