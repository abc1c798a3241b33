import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { RejectedRow, ReplayResult } from '~/api/types';
import tables from '~/charts/charts.module.css';

import { CorrectionForm } from './CorrectionForm';
import styles from './imports.module.css';
import { RejectedLine } from './RejectedLine';

interface Props {
  rows: RejectedRow[];
  editable: boolean;
  chosen: ReadonlySet<string>;
  onChoose: (chosen: ReadonlySet<string>) => void;
  onCorrect: (id: string, fields: Record<string, string>) => Promise<RejectedRow>;
  onReplay: (id: string) => Promise<ReplayResult>;
}

/** One line per rejected row; correcting one opens its fields under it. */
export function RejectedTable({ rows, editable, chosen, onChoose, onCorrect, onReplay }: Props) {
  const { t } = useTranslation('imports');
  const [edited, setEdited] = useState<string | null>(null);
  const open = rows.filter(({ state }) => state === 'open');
  const all = open.length > 0 && open.every(({ id }) => chosen.has(id));

  const choose = (id: string, on: boolean) => {
    const next = new Set(chosen);
    if (on) next.add(id);
    else next.delete(id);
    onChoose(next);
  };

  return (
    // A scrolling box must be reachable by keyboard.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={tables.scroll} tabIndex={0} role="group" aria-label={t('rejected.title')}>
      <table className={`${tables.table} ${styles.rejected}`}>
        <caption className="visually-hidden">{t('rejected.title')}</caption>
        <thead>
          <tr>
            {editable && (
              <th scope="col">
                <input
                  type="checkbox"
                  aria-label={t('rejected.choose_all')}
                  checked={all}
                  disabled={open.length === 0}
                  onChange={({ target }) => onChoose(target.checked ? new Set(open.map(({ id }) => id)) : new Set())}
                />
              </th>
            )}
            <th scope="col">{t('rejected.row')}</th>
            <th scope="col">{t('rejected.column')}</th>
            <th scope="col">{t('rejected.value')}</th>
            <th scope="col">{t('rejected.message')}</th>
            <th scope="col">{t('rejected.suggestion')}</th>
            <th scope="col">{t('rejected.rule')}</th>
            <th scope="col">{t('rejected.status')}</th>
            {editable && <th scope="col">{t('rejected.action')}</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <RejectedLine
              key={row.id}
              row={row}
              editable={editable}
              chosen={chosen.has(row.id)}
              edited={edited === row.id}
              onChoose={(on) => choose(row.id, on)}
              onEdit={() => setEdited(edited === row.id ? null : row.id)}
            >
              <CorrectionForm
                row={row}
                onCorrect={(fields) => onCorrect(row.id, fields)}
                onReplay={() => onReplay(row.id)}
                onClose={() => setEdited(null)}
              />
            </RejectedLine>
          ))}
        </tbody>
      </table>
    </div>
  );
}
