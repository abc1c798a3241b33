import { useTranslation } from 'react-i18next';

import { ReasonDialog } from '~/shell/ReasonDialog';

import { requestExport } from './queries';
import { useReasonMin } from './useReasonMin';

/** A file with more rows than one may take alone: asks for somebody's approval. */
export function RequestExport({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation('approvals');
  const reasonMin = useReasonMin();
  return (
    <ReasonDialog
      title={t('export.too_large')}
      okText={t('export.request')}
      reasonMin={reasonMin}
      onConfirm={(reason) => requestExport(id, reason)}
      onClose={onClose}
    >
      <p>{t('export.too_large_what')}</p>
    </ReasonDialog>
  );
}
