import { Button, Input } from 'antd';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { RejectedRow, ReplayResult } from '~/api/types';
import { useBilingual } from '~/i18n/language';
import { Failed } from '~/shell/states/Failed';

import styles from './imports.module.css';

interface Props {
  row: RejectedRow;
  onCorrect: (fields: Record<string, string>) => Promise<RejectedRow>;
  onReplay: () => Promise<ReplayResult>;
  onClose: () => void;
}

/** The fields of a rejected row, as they stood in the file, to be put right and tried again. */
export function CorrectionForm({ row, onCorrect, onReplay, onClose }: Props) {
  const { t } = useTranslation('imports');
  const { pick } = useBilingual();
  const id = useId();
  const [fields, setFields] = useState(() => withSuggestion(row));
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [remaining, setRemaining] = useState<string | null>(null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    setRemaining(null);
    try {
      const checked = await onCorrect(changedFields(row.fields, fields));
      const { still_rejected } = await onReplay();
      if (still_rejected > 0) setRemaining(pick(checked.message_zh, checked.message_en));
      else onClose();
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };

  return (
    <form className={styles.correction} onSubmit={(event) => void submit(event)}>
      <div className={styles.fields}>
        {Object.entries(fields).map(([header, value]) => (
          <div key={header} className={styles.fieldBox}>
            <label htmlFor={`${id}-${header}`}>{header}</label>
            <Input
              id={`${id}-${header}`}
              value={value}
              status={header === row.column ? 'error' : undefined}
              onChange={({ target }) => setFields({ ...fields, [header]: target.value })}
            />
          </div>
        ))}
      </div>
      {remaining && (
        <p className={styles.bad} role="alert">
          {t('rejected.still', { message: remaining })}
        </p>
      )}
      {error !== null && <Failed error={error} />}
      <div className={styles.buttons}>
        <Button type="primary" htmlType="submit" loading={busy}>
          {t('rejected.save')}
        </Button>
        <Button onClick={onClose}>{t('rejected.close')}</Button>
      </div>
    </form>
  );
}

/** The row's fields with the server's suggestion already in the column it is about. */
function withSuggestion({ fields, column, suggestion }: RejectedRow): Record<string, string> {
  return column && suggestion && column in fields ? { ...fields, [column]: suggestion } : fields;
}

function changedFields(before: Record<string, string>, after: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(after).filter(([header, value]) => before[header] !== value));
}
