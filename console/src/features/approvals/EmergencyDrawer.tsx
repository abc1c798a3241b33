import { useQueryClient } from '@tanstack/react-query';
import { Button, Drawer } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { EmergencyAccess } from '~/api/types';
import { useCan } from '~/features/access/session';
import { usePermissionWords } from '~/features/roles/usePermissionWords';
import { useFormat } from '~/format/useFormat';
import { Facts } from '~/shell/Facts';
import { ReasonDialog } from '~/shell/ReasonDialog';
import { useScope } from '~/shell/ScopeProvider';
import parts from '~/shell/parts.module.css';

import { EmergencyState } from './EmergencyState';
import { Who } from './Who';
import { endEmergency, reviewEmergency } from './queries';
import { useKindWords } from './useKindWords';
import { usePurposeWords } from './usePurposeWords';
import { useReasonMin } from './useReasonMin';

interface Props {
  access: EmergencyAccess;
  onClose: () => void;
}

/** One emergency access: who, to what, why, until when; its end and its review. */
export function EmergencyDrawer({ access, onClose }: Props) {
  const { t } = useTranslation('approvals');
  const format = useFormat();
  const words = usePermissionWords();
  const kindWords = useKindWords();
  const purpose = usePurposeWords();
  const cache = useQueryClient();
  const can = useCan();
  const { linkTo } = useScope();
  const reasonMin = useReasonMin();
  const [doing, setDoing] = useState<'end' | 'proper' | 'improper' | null>(null);

  const confirm = async (reason: string) => {
    if (doing === 'end') await endEmergency(access.id, reason);
    else if (doing) await reviewEmergency(access.id, doing, reason);
    await cache.invalidateQueries({ queryKey: ['grants'] });
  };

  return (
    <Drawer open size="min(600px, 100vw)" title={t('emergency.one')} onClose={onClose}>
      <div className={parts.stack}>
        <Facts
          facts={[
            { label: t('who'), value: <Who account={access.account} /> },
            { label: t('state'), value: <EmergencyState access={access} /> },
            {
              label: kindWords(access.kind),
              value:
                access.kind === 'person' && can('persons.read') ? (
                  <Link to={linkTo(`/people/${access.subject}`)}>{t('emergency.open_person')}</Link>
                ) : (
                  <span className={parts.mono}>{access.subject}</span>
                ),
            },
            { label: t('emergency.permission'), value: words(access.permission) },
            { label: t('purpose'), value: purpose(access.purpose) },
            access.event && { label: t('event'), value: access.event },
            { label: t('why'), value: access.reason },
            { label: t('asked'), value: format.instant(access.opened_at) },
            { label: t('until'), value: format.instant(access.expires_at) },
            access.ended_at && {
              label: t('emergency.ended'),
              value: `${format.instant(access.ended_at)}${access.end_cause ? ` · ${t(`end_cause.${access.end_cause}`)}` : ''}`,
            },
            access.review && {
              label: t('emergency.review'),
              value: (
                <>
                  {t(`verdict.${access.review.verdict}`)} · <Who account={access.review.by} /> · {format.instant(access.review.at)}
                  <p>{access.review.reason}</p>
                </>
              ),
            },
          ]}
        />
        <div className={parts.actions}>
          {access.may_review && (
            <>
              {!access.is_active && <Button onClick={() => setDoing('proper')}>{t('verdict.find_proper')}</Button>}
              <Button danger onClick={() => setDoing('improper')}>
                {t('verdict.find_improper')}
              </Button>
            </>
          )}
          {access.may_end && access.is_active && <Button onClick={() => setDoing('end')}>{t('emergency.end')}</Button>}
        </div>
      </div>
      {doing && (
        <ReasonDialog
          danger={doing === 'improper'}
          title={t(`emergency.doing.${doing}`)}
          okText={t('confirm')}
          reasonMin={reasonMin}
          onConfirm={confirm}
          onClose={() => {
            setDoing(null);
          }}
        />
      )}
    </Drawer>
  );
}
