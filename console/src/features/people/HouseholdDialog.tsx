import { DeleteOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Modal, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { Household, PersonRow } from '~/api/types';
import { useBilingual } from '~/i18n/language';
import { Field } from '~/shell/Field';
import parts from '~/shell/parts.module.css';
import { Refusal } from '~/shell/states/Refusal';
import { useFieldText } from '~/shell/states/fieldText';

import { PersonSelect } from './PersonSelect';
import styles from './people.module.css';
import { codesQuery, createHousehold, putHousehold } from './queries';

/** Codes of the set `family_relation`: the head of household, and one whose place is not told. */
const HEAD = '02';
const OTHER = '80';

interface Props {
  /** The household there is; none is founded with the person as its head. */
  household?: Household;
  person: PersonRow;
  onClose: () => void;
}

/** Says who belongs to a household and what they are to its head. */
export function HouseholdDialog({ household, person, onClose }: Props) {
  const { t } = useTranslation('people');
  const { t: common } = useTranslation('common');
  const { name } = useBilingual();
  const fieldText = useFieldText();
  const cache = useQueryClient();
  const relations = useQuery(codesQuery('family_relation')).data ?? [];
  const [members, setMembers] = useState<PersonRow[]>(() => household?.members ?? [{ ...person, relation: HEAD }]);
  const save = useMutation({
    mutationFn: async () => {
      const chosen = members.map(({ id, relation }) => ({ person: id, relation: relation ?? OTHER }));
      if (household) await putHousehold(household.id, household.version, chosen);
      else await createHousehold(person.region ?? '', chosen);
      await cache.invalidateQueries({ queryKey: ['persons'] });
    },
    onSuccess: onClose,
  });
  const wrong = fieldText(save.error, 'members');
  const relate = (id: string, relation: string) => setMembers(members.map((member) => (member.id === id ? { ...member, relation } : member)));
  return (
    <Modal
      open
      title={t(household ? 'household.change' : 'household.found')}
      okText={t('household.save')}
      cancelText={common('cancel')}
      mask={{ closable: false }}
      okButtonProps={{ loading: save.isPending, disabled: members.length === 0 }}
      onOk={() => save.mutate()}
      onCancel={onClose}
    >
      <div className={parts.form}>
        <p className={parts.quiet}>{t('household.what')}</p>
        <fieldset className={parts.plain}>
          <legend>{t('household.title')}</legend>
          {members.map((member) => (
            <div key={member.id} className={styles.kindRow}>
              <Select
                aria-label={t('household.relation_of', { name: member.name })}
                value={member.relation ?? OTHER}
                options={relations.map((code) => ({ value: code.code, label: name(code) }))}
                onChange={(relation) => relate(member.id, relation)}
              />
              <span className={styles.member}>
                {[member.name, t(`sex.${member.sex}`), member.birth_year].filter(Boolean).join(' · ')}
              </span>
              <Button
                type="text"
                icon={<DeleteOutlined aria-hidden />}
                aria-label={t('household.remove', { name: member.name })}
                onClick={() => setMembers(members.filter(({ id }) => id !== member.id))}
              />
            </div>
          ))}
        </fieldset>
        <Field label={t('household.add')} error={wrong}>
          {(props) => (
            <PersonSelect {...props} without={members.map(({ id }) => id)} onChange={(chosen) => setMembers([...members, { ...chosen, relation: OTHER }])} />
          )}
        </Field>
        {save.isError && !wrong && <Refusal error={save.error} />}
      </div>
    </Modal>
  );
}
