import { useQuery } from '@tanstack/react-query';
import { Button, Input, Select, Space } from 'antd';
import { useTranslation } from 'react-i18next';

import { useBilingual } from '~/i18n/language';
import { Field } from '~/shell/Field';
import parts from '~/shell/parts.module.css';
import { useFieldText } from '~/shell/states/fieldText';

import { AddressFields } from './AddressFields';
import { RowFields } from './RowFields';
import { type BirthPrecision, type NameKind, type PersonDraft, RESIDENT_CARD, type Row, documentsOf, namesOf, phonesOf, row } from './personDraft';
import { codesQuery } from './queries';

const SEXES = ['male', 'female', 'unknown'] as const;
const NAME_KINDS = ['current', 'former', 'other'] as const satisfies readonly NameKind[];
const PRECISIONS = ['day', 'month', 'year'] as const satisfies readonly BirthPrecision[];

interface Props {
  draft: PersonDraft;
  /** What the server said of it. */
  error: unknown;
  onChange: (draft: PersonDraft) => void;
}

/** Everything the registry holds of a person, to be typed in. */
export function PersonFields({ draft, error, onChange }: Props) {
  const { t } = useTranslation('people');
  const { name } = useBilingual();
  const fieldText = useFieldText();
  const kinds = useCodes('id_type');
  const ethnicities = useCodes('ethnicity');
  const occupations = useCodes('occupation');
  const precision = draft.birth.precision === 'unknown' ? 'day' : draft.birth.precision;
  const set = (change: Partial<PersonDraft>) => onChange({ ...draft, ...change });
  /** The server counts the rows that were sent; the form finds each again by its key. */
  const errorsOf = (field: string, sent: Row<object>[], leaf = '') =>
    new Map(
      sent.flatMap(({ key }, index) => {
        const text = fieldText(error, `${field}[${index}]${leaf}`) ?? fieldText(error, `${field}[${index}]`);
        return text ? [[key, text] as const] : [];
      }),
    );

  const choice = (field: 'ethnicity' | 'occupation', options: ReturnType<typeof useCodes>) => (
    <Field label={t(`field.${field}`)} error={fieldText(error, field)}>
      {(props) => (
        <Select
          {...props}
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          placeholder={t('form.unknown')}
          value={draft[field]}
          options={options.map((code) => ({ value: code.code, label: name(code) }))}
          onChange={(next?: string) => set({ [field]: next })}
        />
      )}
    </Field>
  );

  return (
    <>
      <RowFields<NameKind>
        title={t('field.names')}
        item={t('form.name')}
        add={t('form.add_name')}
        kinds={NAME_KINDS.map((value) => ({ value, label: t(`name_kind.${value}`) }))}
        rows={draft.names}
        errors={errorsOf('names', namesOf(draft), '.text')}
        error={fieldText(error, 'names')}
        blank={() => row({ kind: 'former', text: '' })}
        onChange={(names) => set({ names: names.map((item) => ({ ...item, kind: item.kind ?? 'current' })) })}
      />
      <div className={parts.pair}>
        <Field label={t('field.sex')} error={fieldText(error, 'sex')} hint={t('form.from_card')}>
          {(props) => <Select {...props} value={draft.sex} options={SEXES.map((value) => ({ value, label: t(`sex.${value}`) }))} onChange={(sex) => set({ sex })} />}
        </Field>
        <Field label={t('field.birth')} error={fieldText(error, 'birth.date') ?? fieldText(error, 'birth')} hint={t('form.from_card')}>
          {(props) => (
            <Space.Compact block>
              <Input {...props} type="date" value={draft.birth.date} onChange={({ target }) => set({ birth: { precision, date: target.value } })} />
              <Select
                aria-label={t('form.precision')}
                value={precision}
                options={PRECISIONS.map((value) => ({ value, label: t(`form.precise.${value}`) }))}
                onChange={(next) => set({ birth: { ...draft.birth, precision: next } })}
              />
            </Space.Compact>
          )}
        </Field>
      </div>
      <RowFields
        title={t('field.documents')}
        item={t('form.document')}
        add={t('form.add_document')}
        kinds={kinds.map((code) => ({ value: code.code, label: name(code) }))}
        rows={draft.documents.map(({ key, kind, number }) => ({ key, kind, text: number }))}
        errors={errorsOf('documents', documentsOf(draft), '.number')}
        error={fieldText(error, 'documents')}
        blank={() => row({ kind: RESIDENT_CARD, text: '' })}
        onChange={(rows) => set({ documents: rows.map(({ key, kind, text }) => ({ key, kind: kind ?? RESIDENT_CARD, number: text })) })}
      />
      <RowFields
        title={t('field.phones')}
        item={t('form.phone')}
        add={t('form.add_phone')}
        rows={draft.phones}
        errors={errorsOf('phones', phonesOf(draft))}
        error={fieldText(error, 'phones')}
        blank={() => row({ text: '' })}
        onChange={(phones) => set({ phones })}
      />
      <AddressFields
        title={t('field.current_address')}
        address={draft.current_address}
        error={fieldText(error, 'current_address.region')}
        onChange={(current_address) => set({ current_address })}
      />
      {draft.registered_address ? (
        <AddressFields
          title={t('field.registered_address')}
          address={draft.registered_address}
          error={fieldText(error, 'registered_address.region')}
          onChange={(registered_address) => set({ registered_address })}
        />
      ) : (
        <div>
          <Button size="small" onClick={() => set({ registered_address: draft.current_address })}>
            {t('form.add_registered')}
          </Button>
        </div>
      )}
      <div className={parts.pair}>
        {choice('ethnicity', ethnicities)}
        {choice('occupation', occupations)}
      </div>
      <Field label={t('field.died_on')} hint={t('form.died_on_hint')} error={fieldText(error, 'died_on')}>
        {(props) => <Input {...props} type="date" value={draft.died_on} onChange={({ target }) => set({ died_on: target.value })} />}
      </Field>
    </>
  );
}

const useCodes = (set: string) => useQuery(codesQuery(set)).data ?? [];
