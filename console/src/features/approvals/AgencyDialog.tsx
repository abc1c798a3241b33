import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Checkbox, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useBilingual } from '~/i18n/language';
import { Choice } from '~/shell/Choice';
import { Field } from '~/shell/Field';
import parts from '~/shell/parts.module.css';
import { Refusal } from '~/shell/states/Refusal';
import { brokenField, useFieldText } from '~/shell/states/fieldText';

import { PeopleRows, blankPerson, type AskedPerson } from './PeopleRows';
import styles from './approvals.module.css';
import { askAgency, useCatalogue } from './queries';
import { useReasonMin } from './useReasonMin';

const DIRECTIONS = ['outgoing', 'incoming'] as const;
const FIELDS = ['agency', 'basis', 'event', 'purpose_text', 'fields', 'people', 'from', 'to', 'expires_on'] as const;

/** Puts a request into words of the law: who asks whom, by which article, for which event, what of which people, until when. */
export function AgencyDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('approvals');
  const { t: common } = useTranslation('common');
  const { name, pick } = useBilingual();
  const cache = useQueryClient();
  const fieldText = useFieldText();
  const reasonMin = useReasonMin();
  const catalogue = useCatalogue().data;
  const [direction, setDirection] = useState<(typeof DIRECTIONS)[number]>('outgoing');
  const [agency, setAgency] = useState<string | undefined>();
  const [basis, setBasis] = useState<string | undefined>();
  const [texts, setTexts] = useState({ event: '', purpose_text: '', from: '', to: '', expires_on: '' });
  const [fields, setFields] = useState<string[]>([]);
  const [people, setPeople] = useState<AskedPerson[]>([blankPerson()]);
  const asked = people.filter(({ name: text, document_number }) => text.trim() || document_number.trim());
  const offered = catalogue?.agencies.find(({ id }) => id === agency)?.fields ?? [];
  const basisText = catalogue?.bases.find(({ id }) => id === basis);
  const send = useMutation({
    mutationFn: () =>
      askAgency({
        direction,
        agency: agency ?? '',
        basis: basis ?? '',
        ...texts,
        fields,
        people: asked.map(({ name: text, document_number }) => ({ name: text.trim() || undefined, document_number: document_number.trim() || undefined })),
      }),
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: ['grants'] });
      onClose();
    },
  });
  const error = (field: (typeof FIELDS)[number]) => fieldText(send.error, field);
  const text = (field: keyof typeof texts, type: 'text' | 'date' = 'text') => (
    <Field label={t(`agency.field.${field}`)} error={error(field)}>
      {(props) => <Input {...props} type={type} value={texts[field]} onChange={({ target }) => setTexts({ ...texts, [field]: target.value })} />}
    </Field>
  );
  const isWhole = agency && basis && fields.length > 0 && asked.length > 0 && Object.values(texts).every((value) => value.trim() !== '');

  return (
    <Modal
      open
      width={640}
      title={t('agency.ask')}
      okText={t('agency.send')}
      cancelText={common('cancel')}
      okButtonProps={{ disabled: !isWhole || texts.purpose_text.trim().length < reasonMin, loading: send.isPending }}
      onOk={() => send.mutate()}
      onCancel={onClose}
    >
      <div className={parts.form}>
        <p className={parts.quiet}>{t('agency.ask_what')}</p>
        <Choice
          label={t('agency.direction.label')}
          options={DIRECTIONS.map((value) => ({ value, label: t(`agency.direction.${value}`) }))}
          value={direction}
          onChange={setDirection}
        />
        <div className={parts.pair}>
          <Field label={t('agency.agency')} error={error('agency')}>
            {(props) => (
              <Select
                {...props}
                placeholder={t('choose')}
                value={agency}
                options={catalogue?.agencies.map((item) => ({ value: item.id, label: name(item) }))}
                onChange={(next) => {
                  setAgency(next);
                  setFields([]);
                }}
              />
            )}
          </Field>
          {text('event')}
        </div>
        <Field label={t('agency.basis')} error={error('basis')} hint={basisText && pick(basisText.text_zh, basisText.text_en)}>
          {(props) => (
            <Select
              {...props}
              placeholder={t('choose')}
              value={basis}
              options={catalogue?.bases.map((item) => ({ value: item.id, label: t('agency.article', { law: pick(item.law_zh, item.law_en), article: item.article }) }))}
              onChange={setBasis}
            />
          )}
        </Field>
        <Field label={t('agency.field.purpose_text')} hint={common('reason_hint', { min: reasonMin })} error={error('purpose_text')}>
          {(props) => (
            <Input.TextArea {...props} rows={2} maxLength={500} value={texts.purpose_text} onChange={({ target }) => setTexts({ ...texts, purpose_text: target.value })} />
          )}
        </Field>
        {offered.length > 0 && (
          <fieldset className={parts.plain}>
            <legend>{t('agency.fields')}</legend>
            <Checkbox.Group className={styles.fields} value={fields} options={offered.map((item) => ({ value: item.id, label: name(item) }))} onChange={setFields} />
            {error('fields') && (
              <span className={parts.fieldError} role="alert">
                {error('fields')}
              </span>
            )}
          </fieldset>
        )}
        <PeopleRows people={people} error={error('people')} onChange={setPeople} />
        <div className={parts.pair}>
          {text('from', 'date')}
          {text('to', 'date')}
        </div>
        {text('expires_on', 'date')}
        {send.isError && !FIELDS.some((field) => brokenField(send.error, field)) && <Refusal error={send.error} />}
      </div>
    </Modal>
  );
}
