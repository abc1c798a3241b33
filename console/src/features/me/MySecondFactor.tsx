import { CheckCircleOutlined, MinusCircleOutlined } from '@ant-design/icons';
import { Button, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Figure } from '~/charts/Figure';
import { EnrolSteps } from '~/features/access/EnrolSteps';
import { RecoveryCodes } from '~/features/access/RecoveryCodes';
import { refreshSession, removeSecondFactor, renewRecoveryCodes, useSession } from '~/features/access/session';
import { useFormat } from '~/format/useFormat';
import { Badge } from '~/shell/Badge';
import parts from '~/shell/parts.module.css';

import { CodeDialog } from './CodeDialog';

/** Fewer left than this is worth a word. */
const FEW_CODES = 4;

type Doing = 'enrol' | 'renew' | 'remove' | null;

/** The second factor: on or off, and its recovery codes. */
export function MySecondFactor() {
  const { t } = useTranslation('me');
  const format = useFormat();
  const factor = useSession().second_factor;
  const [doing, setDoing] = useState<Doing>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  if (!factor) return null;

  const close = () => {
    setDoing(null);
    setCodes(null);
    void refreshSession();
  };
  const few = factor.is_on && factor.recovery_codes_left < FEW_CODES;

  return (
    <Figure title={t('factor.title')}>
      <div className={parts.stack}>
        <div className={parts.actions}>
          {factor.is_on ? (
            <Badge tone="good" icon={CheckCircleOutlined}>
              {t('factor.on', { time: format.instant(factor.enrolled_at) })}
            </Badge>
          ) : (
            <Badge tone={factor.is_required ? 'warn' : 'neutral'} icon={MinusCircleOutlined}>
              {t('factor.off')}
            </Badge>
          )}
          {factor.is_required && <span className={parts.quiet}>{t('factor.required')}</span>}
        </div>
        <p>{t('factor.what')}</p>
        {factor.is_on && (
          <p className={few ? `${parts.notice} ${parts.warning}` : undefined}>
            {t('factor.codes_left', { left: format.integer(factor.recovery_codes_left) })}
          </p>
        )}
        <div className={parts.actions}>
          {factor.is_on ? (
            <>
              <Button onClick={() => setDoing('renew')}>{t('factor.renew')}</Button>
              {!factor.is_required && (
                <Button danger onClick={() => setDoing('remove')}>
                  {t('factor.remove')}
                </Button>
              )}
            </>
          ) : (
            <Button type="primary" onClick={() => setDoing('enrol')}>
              {t('factor.enrol')}
            </Button>
          )}
        </div>
      </div>
      {doing === 'enrol' && (
        <Modal open title={t('factor.enrol')} footer={null} onCancel={close}>
          <EnrolSteps onDone={close} />
        </Modal>
      )}
      {doing === 'renew' && !codes && (
        <CodeDialog title={t('factor.renew')} what={t('factor.renew_what')} onCode={async (code) => setCodes((await renewRecoveryCodes(code)).recovery_codes)} onClose={close} />
      )}
      {codes && (
        <Modal open title={t('factor.renew')} footer={null} closable={false} mask={{ closable: false }} keyboard={false}>
          <RecoveryCodes codes={codes} onDone={close} />
        </Modal>
      )}
      {doing === 'remove' && (
        <CodeDialog
          danger
          title={t('factor.remove')}
          what={t('factor.remove_what')}
          onCode={async (code) => {
            await removeSecondFactor(code);
            close();
          }}
          onClose={close}
        />
      )}
    </Figure>
  );
}
