import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Input } from 'antd';
import { useTranslation } from 'react-i18next';

import parts from '~/shell/parts.module.css';

import styles from './approvals.module.css';

export interface AskedPerson {
  key: string;
  name: string;
  document_number: string;
}

export const blankPerson = (): AskedPerson => ({ key: crypto.randomUUID(), name: '', document_number: '' });

interface Props {
  people: AskedPerson[];
  error?: string;
  onChange: (people: AskedPerson[]) => void;
}

/** The people a request is about, one by one: without them there is no request. */
export function PeopleRows({ people, error, onChange }: Props) {
  const { t } = useTranslation('approvals');
  const change = (key: string, field: 'name' | 'document_number', value: string) =>
    onChange(people.map((person) => (person.key === key ? { ...person, [field]: value } : person)));
  return (
    <fieldset className={parts.plain}>
      <legend>{t('agency.people')}</legend>
      <div className={styles.people}>
        {people.map((person, index) => (
          <div key={person.key} className={styles.person}>
            <Input
              aria-label={t('agency.name_of', { number: index + 1 })}
              placeholder={t('agency.name')}
              autoComplete="off"
              value={person.name}
              onChange={({ target }) => change(person.key, 'name', target.value)}
            />
            <Input
              aria-label={t('agency.document_of', { number: index + 1 })}
              placeholder={t('agency.document')}
              autoComplete="off"
              spellCheck={false}
              value={person.document_number}
              onChange={({ target }) => change(person.key, 'document_number', target.value)}
            />
            <Button
              type="text"
              icon={<DeleteOutlined aria-hidden />}
              aria-label={t('agency.remove_person', { number: index + 1 })}
              disabled={people.length === 1}
              onClick={() => onChange(people.filter(({ key }) => key !== person.key))}
            />
          </div>
        ))}
      </div>
      <div>
        <Button size="small" icon={<PlusOutlined aria-hidden />} onClick={() => onChange([...people, blankPerson()])}>
          {t('agency.add_person')}
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
