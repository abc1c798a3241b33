import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { AgencyRequest } from '~/api/types';
import { Field } from '~/shell/Field';
import parts from '~/shell/parts.module.css';
import { Refusal } from '~/shell/states/Refusal';

import styles from './approvals.module.css';
import { enterAnswer } from './queries';

interface Props {
  request: AgencyRequest;
  /** The names of what was asked for, in the request's order. */
  fields: string[];
  onClose: () => void;
}

interface AnswerLine {
  key: string;
  person: number;
  values: Record<string, string>;
}

const line = (person: number): AnswerLine => ({ key: crypto.randomUUID(), person, values: {} });

/** Takes down what the other agency said, about the people named and in the fields asked for; there is no place for anything else. */
export function AnswerDialog({ request, fields, onClose }: Props) {
  const { t } = useTranslation('approvals');
  const { t: common } = useTranslation('common');
  const cache = useQueryClient();
  const people = request.people ?? [];
  const [lines, setLines] = useState<AnswerLine[]>(() => people.map(({ position }) => line(position)));
  const change = (key: string, next: Partial<AnswerLine>) => setLines(lines.map((item) => (item.key === key ? { ...item, ...next } : item)));
  const told = lines
    .map(({ person, values }) => ({ person, values: Object.fromEntries(Object.entries(values).filter(([, text]) => text.trim() !== '')) }))
    .filter(({ values }) => Object.keys(values).length > 0);
  const send = useMutation({
    mutationFn: () => enterAnswer(request.id, { rows: told }),
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: ['grants'] });
      onClose();
    },
    gcTime: 0,
  });
  return (
    <Modal
      open
      width={640}
      title={t('agency.enter_answer')}
      okText={t('agency.save_answer')}
      cancelText={common('cancel')}
      mask={{ closable: false }}
      okButtonProps={{ loading: send.isPending }}
      onOk={() => send.mutate()}
      onCancel={onClose}
    >
      <div className={parts.form}>
        <p className={parts.quiet}>{t(told.length > 0 ? 'agency.answer_what' : 'agency.answer_nothing')}</p>
        {lines.map((item, index) => (
          <fieldset key={item.key} className={parts.plain}>
            <legend className="visually-hidden">{t('agency.row', { number: index + 1 })}</legend>
            <div className={styles.answerHead}>
              <Select
                aria-label={t('agency.row_person', { number: index + 1 })}
                value={item.person}
                options={people.map(({ position, name, document_number }) => ({ value: position, label: `${position} · ${name ?? document_number ?? ''}` }))}
                onChange={(person) => change(item.key, { person })}
              />
              <Button
                type="text"
                icon={<DeleteOutlined aria-hidden />}
                aria-label={t('agency.remove_row', { number: index + 1 })}
                onClick={() => setLines(lines.filter(({ key }) => key !== item.key))}
              />
            </div>
            <div className={parts.pair}>
              {request.fields.map((field, at) => (
                <Field key={field} label={fields[at] ?? field}>
                  {(props) => (
                    <Input
                      {...props}
                      aria-label={t('agency.row_field', { number: index + 1, field: fields[at] ?? field })}
                      autoComplete="off"
                      maxLength={300}
                      value={item.values[field] ?? ''}
                      onChange={({ target }) => change(item.key, { values: { ...item.values, [field]: target.value } })}
                    />
                  )}
                </Field>
              ))}
            </div>
          </fieldset>
        ))}
        <div>
          <Button size="small" icon={<PlusOutlined aria-hidden />} onClick={() => setLines([...lines, line(people[0]?.position ?? 1)])}>
            {t('agency.add_row')}
          </Button>
        </div>
        {send.isError && <Refusal error={send.error} />}
      </div>
    </Modal>
  );
}
