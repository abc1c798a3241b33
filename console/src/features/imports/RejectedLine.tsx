import { CheckCircleOutlined, ExclamationCircleOutlined, MinusCircleOutlined } from '@ant-design/icons';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import type { RejectedRow } from '~/api/types';
import tables from '~/charts/charts.module.css';
import { useFormat } from '~/format/useFormat';
import { useBilingual } from '~/i18n/language';
import badges from '~/shell/badges.module.css';

import styles from './imports.module.css';

const LOOK = {
  open: { icon: ExclamationCircleOutlined, tone: badges.warn },
  replayed: { icon: CheckCircleOutlined, tone: badges.good },
  dismissed: { icon: MinusCircleOutlined, tone: badges.neutral },
} as const;

interface Props {
  row: RejectedRow;
  editable: boolean;
  chosen: boolean;
  edited: boolean;
  onChoose: (on: boolean) => void;
  onEdit: () => void;
  /** The correction form, shown below while the row is edited. */
  children: ReactNode;
}

export function RejectedLine({ row, editable, chosen, edited, onChoose, onEdit, children }: Props) {
  const { t } = useTranslation('imports');
  const { pick } = useBilingual();
  const format = useFormat();
  const { icon: Icon, tone } = LOOK[row.state];
  const isOpen = row.state === 'open';
  return (
    <>
      <tr>
        {editable && (
          <td>
            <input
              type="checkbox"
              aria-label={t('rejected.choose', { row: row.row })}
              checked={chosen}
              disabled={!isOpen}
              onChange={({ target }) => onChoose(target.checked)}
            />
          </td>
        )}
        <th scope="row">{format.integer(row.row)}</th>
        <td>{row.column ?? t('rejected.whole_row')}</td>
        <td className={styles.value}>{row.value}</td>
        <td className={styles.message}>{pick(row.message_zh, row.message_en)}</td>
        <td>{row.suggestion}</td>
        <td>
          <code>{row.rule}</code>
        </td>
        <td>
          <span className={`${badges.badge} ${tone}`}>
            <Icon aria-hidden />
            {t(`rejected.row_state.${row.state}`)}
          </span>
        </td>
        {editable && (
          <td>
            {isOpen && (
              <button type="button" className={tables.action} aria-expanded={edited} onClick={onEdit}>
                {edited ? t('rejected.close') : t('rejected.correct')}
              </button>
            )}
          </td>
        )}
      </tr>
      {edited && (
        <tr className={styles.editRow}>
          <td colSpan={9}>{children}</td>
        </tr>
      )}
    </>
  );
}
