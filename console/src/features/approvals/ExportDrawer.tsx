import { useQueryClient } from '@tanstack/react-query';
import { Button, Drawer } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { download } from '~/api/download';
import { heldExport } from '~/api/heldExports';
import type { ExportRecord } from '~/api/types';
import { useSession } from '~/features/access/session';
import { useFormat } from '~/format/useFormat';
import { Facts } from '~/shell/Facts';
import { ReasonDialog } from '~/shell/ReasonDialog';
import parts from '~/shell/parts.module.css';

import { DecisionText } from './DecisionText';
import { StateBadge } from './StateBadge';
import { Who } from './Who';
import { decideExport, requestExport } from './queries';
import { usePurposeWords } from './usePurposeWords';
import { useReasonMin } from './useReasonMin';

interface Props {
  file: ExportRecord;
  onClose: () => void;
}

/** One export: what stands in the file, who asks why, and the decision. */
export function ExportDrawer({ file, onClose }: Props) {
  const { t } = useTranslation('approvals');
  const format = useFormat();
  const purpose = usePurposeWords();
  const cache = useQueryClient();
  const reasonMin = useReasonMin();
  const isOwn = useSession().username === file.account.username;
  const [doing, setDoing] = useState<'approve' | 'refuse' | 'request' | 'fetch' | null>(null);
  const address = heldExport(file.id);
  const refresh = () => cache.invalidateQueries({ queryKey: ['grants'] });

  const confirm = async (reason: string) => {
    if (doing === 'request') await requestExport(file.id, reason);
    else if (doing === 'fetch') await download(address ?? '', `yufang.${file.format}`);
    else if (doing) await decideExport(file.id, doing, reason);
    await refresh();
  };

  return (
    <Drawer open size="min(600px, 100vw)" title={t('export.one')} onClose={onClose}>
      <div className={parts.stack}>
        <Facts
          facts={[
            { label: t('who'), value: <Who account={file.account} /> },
            { label: t('state'), value: <StateBadge state={file.state} /> },
            { label: t('what'), value: `${t(`export.kind.${file.kind}`)} · ${file.format.toUpperCase()}` },
            ...file.filter.map(({ label, text }) => ({ label, value: text })),
            { label: t('export.rows'), value: format.integer(file.rows_count) },
            file.masked_count > 0 && { label: t('export.masked'), value: format.integer(file.masked_count) },
            { label: t('purpose'), value: purpose(file.purpose) },
            file.reason && { label: t('why'), value: file.reason },
            { label: t('asked'), value: format.instant(file.asked_at) },
            file.expires_at && { label: t('until'), value: format.instant(file.expires_at) },
            file.handed_out_at && { label: t('export.handed_out'), value: format.instant(file.handed_out_at) },
            file.decision && { label: t('decision'), value: <DecisionText decision={file.decision} /> },
          ]}
        />
        <div className={parts.actions}>
          {file.may_decide && (
            <>
              <Button type="primary" onClick={() => setDoing('approve')}>
                {t('approve')}
              </Button>
              <Button danger onClick={() => setDoing('refuse')}>
                {t('refuse')}
              </Button>
            </>
          )}
          {isOwn && file.state === 'held' && <Button onClick={() => setDoing('request')}>{t('export.request')}</Button>}
          {isOwn && file.state === 'approved' && address && (
            <Button type="primary" onClick={() => setDoing('fetch')}>
              {t('export.fetch')}
            </Button>
          )}
        </div>
        {isOwn && file.state === 'approved' && !address && <p className={parts.quiet}>{t('export.elsewhere')}</p>}
      </div>
      {doing && (
        <ReasonDialog
          title={t(`export.doing.${doing}`)}
          okText={t('confirm')}
          danger={doing === 'refuse'}
          reasonMin={doing === 'fetch' ? undefined : reasonMin}
          onConfirm={confirm}
          onClose={() => setDoing(null)}
        >
          {doing === 'fetch' && <p>{t('export.fetch_what')}</p>}
        </ReasonDialog>
      )}
    </Drawer>
  );
}
