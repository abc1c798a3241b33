import { Button, Input, Select } from 'antd';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';

import styles from './audit.module.css';
import { type AuditAsk, type AuditKey, useAuditFilter } from './useAuditFilter';
import { useAuditWords } from './useAuditWords';

/** Narrows the trail to an actor, a person or thing, an action, a purpose and days; everything stands in the address. */
export function AuditFilters() {
  const { ask, setAsk } = useAuditFilter();
  // Typed fields follow the address when it changes from elsewhere.
  return <Filters key={`${ask.account}/${ask.subject_id}`} ask={ask} setAsk={setAsk} />;
}

interface Props {
  ask: AuditAsk;
  setAsk: (change: Partial<Record<AuditKey, string | null>>) => void;
}

function Filters({ ask, setAsk }: Props) {
  const { t } = useTranslation('audit');
  const { word, known } = useAuditWords();
  const id = useId();
  const [account, setAccount] = useState(ask.account ?? '');
  const [subject, setSubject] = useState(ask.subject_id ?? '');
  const isNarrowed = Object.keys(ask).length > 0;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsk({ account: account.trim(), subject_id: subject.trim() });
  };

  const choice = (key: 'action' | 'purpose' | 'subject_kind', kind: 'action' | 'purpose' | 'subject') => (
    <div className={styles.filter}>
      <label htmlFor={`${id}-${key}`}>{t(`filter.${key}`)}</label>
      <Select
        id={`${id}-${key}`}
        allowClear
        placeholder={t('filter.any')}
        popupMatchSelectWidth={false}
        showSearch={{ optionFilterProp: 'label' }}
        value={ask[key]}
        options={known(kind).map((code) => ({ value: code, label: word(kind, code) }))}
        onChange={(code?: string) => setAsk({ [key]: code ?? null })}
      />
    </div>
  );
  const day = (key: 'since' | 'until') => (
    <div className={styles.filter}>
      <label htmlFor={`${id}-${key}`}>{t(`filter.${key}`)}</label>
      <Input id={`${id}-${key}`} type="date" value={ask[key] ?? ''} onChange={({ target }) => setAsk({ [key]: target.value })} />
    </div>
  );

  return (
    <form className={styles.filters} role="search" aria-label={t('filter.label')} onSubmit={submit}>
      <div className={styles.filter}>
        <label htmlFor={`${id}-account`}>{t('filter.account')}</label>
        <Input id={`${id}-account`} allowClear value={account} onChange={({ target }) => setAccount(target.value)} />
      </div>
      {choice('action', 'action')}
      {choice('purpose', 'purpose')}
      {choice('subject_kind', 'subject')}
      <div className={styles.filter}>
        <label htmlFor={`${id}-subject`}>{t('filter.subject_id')}</label>
        <Input id={`${id}-subject`} allowClear value={subject} onChange={({ target }) => setSubject(target.value)} />
      </div>
      {day('since')}
      {day('until')}
      <div className={styles.buttons}>
        <Button type="primary" htmlType="submit">
          {t('filter.search')}
        </Button>
        {isNarrowed && (
          <Button
            onClick={() =>
              setAsk({ account: null, action: null, purpose: null, subject_kind: null, subject_id: null, since: null, until: null })
            }
          >
            {t('filter.clear')}
          </Button>
        )}
      </div>
    </form>
  );
}
