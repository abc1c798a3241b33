import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';

import parts from '~/shell/parts.module.css';

import styles from './people.module.css';
import type { Row } from './personDraft';

interface Props<K extends string> {
  title: string;
  /** What one row is called, for people who hear the form. */
  item: string;
  add: string;
  kinds?: { value: K; label: string }[];
  rows: Row<{ kind?: K; text: string }>[];
  /** What is wrong with one row, by its key. */
  errors: Map<string, string>;
  /** What is wrong with all of them. */
  error?: string;
  blank: () => Row<{ kind?: K; text: string }>;
  onChange: (rows: Row<{ kind?: K; text: string }>[]) => void;
}

/** Texts of which somebody may have several, each with its kind where there are kinds. */
export function RowFields<K extends string>({ title, item, add, kinds, rows, errors, error, blank, onChange }: Props<K>) {
  const { t } = useTranslation('people');
  const change = (key: string, what: { kind?: K; text?: string }) => onChange(rows.map((row) => (row.key === key ? { ...row, ...what } : row)));
  return (
    <fieldset className={parts.plain}>
      <legend>{title}</legend>
      {rows.map((row, index) => {
        const wrong = errors.get(row.key);
        return (
          <div key={row.key}>
            <div className={kinds ? styles.kindRow : styles.row}>
              {kinds && (
                <Select
                  aria-label={t('form.kind_of', { item, number: index + 1 })}
                  value={row.kind}
                  options={kinds}
                  onChange={(kind) => change(row.key, { kind })}
                />
              )}
              <Input
                aria-label={t('form.numbered', { item, number: index + 1 })}
                aria-invalid={wrong ? true : undefined}
                status={wrong ? 'error' : undefined}
                autoComplete="off"
                spellCheck={false}
                value={row.text}
                onChange={({ target }) => change(row.key, { text: target.value })}
              />
              <Button
                type="text"
                icon={<DeleteOutlined aria-hidden />}
                aria-label={t('form.remove', { item, number: index + 1 })}
                onClick={() => onChange(rows.filter(({ key }) => key !== row.key))}
              />
            </div>
            {wrong && (
              <span className={parts.fieldError} role="alert">
                {wrong}
              </span>
            )}
          </div>
        );
      })}
      <div>
        <Button size="small" icon={<PlusOutlined aria-hidden />} onClick={() => onChange([...rows, blank()])}>
          {add}
        </Button>
      </div>
      {error && (
        <span className={parts.fieldError} role="alert">
          {error}
        </span>
      )}
    </fieldset>
  );
}
