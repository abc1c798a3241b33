import { CopyOutlined, DownloadOutlined } from '@ant-design/icons';
import { Button, Checkbox } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { saveAs } from '~/api/download';
import { useCopy } from '~/shell/useCopy';

import styles from './access.module.css';

interface Props {
  codes: string[];
  onDone: () => void;
}

/** The recovery codes, shown this once; going on needs the word that they are kept. */
export function RecoveryCodes({ codes, onDone }: Props) {
  const { t } = useTranslation('access');
  const [kept, setKept] = useState(false);
  const { copy, copied } = useCopy();
  const text = codes.join('\n');
  return (
    <div className={styles.form} role="region" aria-label={t('recovery.title')}>
      <p>{t('recovery.why')}</p>
      <ul className={styles.codes}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className={styles.tools}>
        <Button icon={<CopyOutlined aria-hidden />} onClick={() => void copy(text)}>
          {t(copied ? 'recovery.copied' : 'recovery.copy')}
        </Button>
        <Button icon={<DownloadOutlined aria-hidden />} onClick={() => saveAs(new Blob([`${text}\n`], { type: 'text/plain' }), 'yufang-recovery-codes.txt')}>
          {t('recovery.save')}
        </Button>
      </div>
      <Checkbox checked={kept} onChange={({ target }) => setKept(target.checked)}>
        {t('recovery.kept')}
      </Checkbox>
      <Button type="primary" size="large" block disabled={!kept} onClick={onDone}>
        {t('recovery.done')}
      </Button>
    </div>
  );
}
