import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

import type { AgencyRequest } from '~/api/types';
import { DataTable } from '~/charts/DataTable';
import { useFormat } from '~/format/useFormat';
import parts from '~/shell/parts.module.css';
import { Refusal } from '~/shell/states/Refusal';

import { readAnswer } from './queries';

interface Props {
  request: AgencyRequest;
  /** The names of what was asked for, in the request's order. */
  fields: string[];
}

/** The answer, fetched only when asked for, since reading it is put on record. */
export function AgencyAnswerTable({ request, fields }: Props) {
  const { t } = useTranslation('approvals');
  const format = useFormat();
  const read = useMutation({ mutationFn: () => readAnswer(request.id), gcTime: 0 });
  if (!request.answer) return null;
  if (!read.data) {
    return (
      <div className={parts.stack}>
        <p>{t('agency.answered', { time: format.instant(request.answer.received_at), rows: format.integer(request.answer.rows_count) })}</p>
        {read.isError && <Refusal error={read.error} />}
        <div>
          <Button loading={read.isPending} onClick={() => read.mutate()}>
            {t('agency.read_answer')}
          </Button>
        </div>
      </div>
    );
  }
  return (
    <DataTable
      caption={t('agency.answer')}
      height={320}
      rows={read.data.rows}
      rowKey={({ person, values }) => `${person}-${JSON.stringify(values)}`}
      columns={[
        { title: '#', numeric: true, cell: ({ person }) => person },
        ...request.fields.map((field, index) => ({
          title: fields[index] ?? field,
          cell: ({ values }: { values: Record<string, string> }) => values[field] ?? '–',
        })),
      ]}
    />
  );
}
