import { EyeInvisibleOutlined, EyeOutlined } from '@ant-design/icons';
import { Button, Modal, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useCan } from '~/features/access/session';
import { Field } from '~/shell/Field';
import parts from '~/shell/parts.module.css';
import { Refusal } from '~/shell/states/Refusal';

import { PURPOSES, type Purpose } from './queries';
import type { Identified } from './useIdentified';

/** Says that identifiers are covered, or that they are shown, why, and that this is on record. */
export function IdentifyBar({ identified }: { identified: Identified }) {
  const { t } = useTranslation('people');
  const can = useCan();
  const [asking, setAsking] = useState(false);

  if (identified.purpose) {
    return (
      <div className={`${parts.notice} ${parts.warning}`} role="status">
        <EyeOutlined aria-hidden />
        <span>{t('identify.shown', { purpose: t(`purpose.${identified.purpose}`) })}</span>
        <Button size="small" icon={<EyeInvisibleOutlined aria-hidden />} onClick={identified.hide}>
          {t('identify.hide')}
        </Button>
      </div>
    );
  }
  return (
    <div className={parts.notice}>
      <EyeInvisibleOutlined aria-hidden />
      <span>{t(can('persons.identify') ? 'identify.masked' : 'identify.masked_only')}</span>
      {can('persons.identify') && (
        <Button size="small" icon={<EyeOutlined aria-hidden />} onClick={() => setAsking(true)}>
          {t('identify.show')}
        </Button>
      )}
      {asking && <PurposeDialog identified={identified} onClose={() => setAsking(false)} />}
    </div>
  );
}

interface PurposeProps {
  identified: Identified;
  /** What comes next once it is shown. */
  onShown?: () => void;
  onClose: () => void;
}

/** Asks what identifiers are looked at for. */
export function PurposeDialog({ identified, onShown, onClose }: PurposeProps) {
  const { t } = useTranslation('people');
  const { t: common } = useTranslation('common');
  const [purpose, setPurpose] = useState<Purpose | undefined>();
  const { show } = identified;
  return (
    <Modal
      open
      title={t('identify.show')}
      okText={t('identify.confirm')}
      cancelText={common('cancel')}
      okButtonProps={{ disabled: !purpose, loading: show.isPending }}
      onOk={() => purpose && show.mutate(purpose, { onSuccess: () => (onShown ?? onClose)() })}
      onCancel={onClose}
    >
      <div className={parts.form}>
        <p>{t('identify.what')}</p>
        <Field label={t('identify.purpose')}>
          {(props) => (
            <Select
              {...props}
              placeholder={t('identify.choose')}
              value={purpose}
              options={PURPOSES.map((value) => ({ value, label: t(`purpose.${value}`) }))}
              onChange={setPurpose}
            />
          )}
        </Field>
        {show.isError && <Refusal error={show.error} />}
      </div>
    </Modal>
  );
}
