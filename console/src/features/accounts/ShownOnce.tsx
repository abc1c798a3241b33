import { CopyOutlined } from '@ant-design/icons';
import { Button, Input } from 'antd';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';

import parts from '~/shell/parts.module.css';
import { useCopy } from '~/shell/useCopy';

interface Props {
  label: string;
  secret: string;
  children: ReactNode;
}

/** A secret that the server tells once, with a button that copies it. */
export function ShownOnce({ label, secret, children }: Props) {
  const { t } = useTranslation('accounts');
  const { copy, copied } = useCopy();
  const id = useId();
  return (
    <div className={parts.form}>
      <p className={`${parts.notice} ${parts.warning}`}>{children}</p>
      <div className={parts.field}>
        <label htmlFor={id}>{label}</label>
        <Input.Search
          id={id}
          readOnly
          className={parts.mono}
          value={secret}
          enterButton={<Button icon={<CopyOutlined aria-hidden />}>{t(copied ? 'copied' : 'copy')}</Button>}
          onSearch={() => void copy(secret)}
          onFocus={({ target }) => target.select()}
        />
      </div>
    </div>
  );
}
