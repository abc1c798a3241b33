import { EnvironmentOutlined } from '@ant-design/icons';
import { Input } from 'antd';
import { lazy } from 'react';
import { useTranslation } from 'react-i18next';

import { useRegion } from '~/api/reference';
import { useBilingual } from '~/i18n/language';
import { Field } from '~/shell/Field';
import { PickerButton } from '~/shell/PickerButton';
import parts from '~/shell/parts.module.css';

import type { AddressDraft } from './personDraft';

const AreaPanel = lazy(async () => ({ default: (await import('~/shell/AreaPanel')).AreaPanel }));

interface Props {
  title: string;
  address: AddressDraft;
  /** What is wrong with the region. */
  error?: string;
  onChange: (address: AddressDraft) => void;
}

/** Where somebody lives: the village or community from the tree of areas, the grid cell, and street and house. */
export function AddressFields({ title, address, error, onChange }: Props) {
  const { t } = useTranslation('people');
  const { name } = useBilingual();
  const region = useRegion(address.region).data;
  return (
    <fieldset className={parts.plain}>
      <legend>{title}</legend>
      <PickerButton icon={<EnvironmentOutlined aria-hidden />} label={t('form.region_of', { address: title })} value={name(region) || address.region}>
        {(close) => (
          <AreaPanel
            current={address.region}
            onChoose={(chosen) => {
              close();
              onChange({ ...address, region: chosen });
            }}
          />
        )}
      </PickerButton>
      {error && (
        <span className={parts.fieldError} role="alert">
          {error}
        </span>
      )}
      <div className={parts.pair}>
        <Field label={t('form.grid')}>
          {(props) => <Input {...props} autoComplete="off" maxLength={40} value={address.grid} onChange={({ target }) => onChange({ ...address, grid: target.value })} />}
        </Field>
        <Field label={t('form.detail')}>
          {(props) => <Input {...props} autoComplete="off" maxLength={200} value={address.detail} onChange={({ target }) => onChange({ ...address, detail: target.value })} />}
        </Field>
      </div>
    </fieldset>
  );
}
