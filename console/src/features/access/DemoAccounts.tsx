import { useTranslation } from 'react-i18next';

import { usePack } from '~/api/reference';

import styles from './access.module.css';

/** The accounts of the demonstration pack; the server shows them to nobody else. */
const ACCOUNTS = [
  'xinzhou',
  'liaocheng',
  'county',
  'township',
  'hospital',
  'commander',
  'shanxi',
  'shandong',
  'data',
  'viewer',
  'system',
  'security',
  'audit',
] as const;
const PASSWORD = 'Yufang-demo-2026';

interface Props {
  onChoose: (account: string, password: string) => void;
}

/** Names the demonstration accounts, only where the server runs the demonstration pack. */
export function DemoAccounts({ onChoose }: Props) {
  const { t } = useTranslation('access');
  const pack = usePack();
  if (pack.data?.city !== 'demo') return null;
  return (
    <aside className={styles.demo} aria-labelledby="demo-title" style={{ marginTop: 20 }}>
      <h2 id="demo-title">{t('demo.title')}</h2>
      <p>{t('demo.password', { password: PASSWORD })}</p>
      <ul className={styles.accounts}>
        {ACCOUNTS.map((account) => (
          <li key={account}>
            <button type="button" onClick={() => onChoose(account, PASSWORD)}>
              {account}
            </button>
            <span>{t(`demo.accounts.${account}`)}</span>
          </li>
        ))}
      </ul>
    </aside>
  );
}
