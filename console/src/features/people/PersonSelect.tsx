import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { PersonRow } from '~/api/types';
import { useBilingual } from '~/i18n/language';
import type { FieldProps } from '~/shell/Field';

import { SEARCH_CHARACTERS_MIN, peopleOf } from './queries';

interface Props extends FieldProps {
  /** People who cannot be chosen. */
  without: string[];
  value?: string;
  onChange: (person: PersonRow) => void;
}

/** Finds one person of one's areas; the choices are masked as lists are. */
export function PersonSelect({ without, value, onChange, ...props }: Props) {
  const { t } = useTranslation('people');
  const { pick } = useBilingual();
  const [text, setText] = useState('');
  const q = useDeferredValue(text.trim());
  const found = useQuery({
    queryKey: ['persons', 'choice', q],
    queryFn: () => peopleOf({ q })(undefined),
    enabled: q.length >= SEARCH_CHARACTERS_MIN,
    gcTime: 0,
  });
  const people = found.data?.items.filter(({ id }) => !without.includes(id)) ?? [];
  return (
    <Select
      {...props}
      showSearch={{ filterOption: false, onSearch: setText }}
      placeholder={t('list.search')}
      value={value}
      notFoundContent={q.length >= SEARCH_CHARACTERS_MIN && found.isSuccess ? t('list.none') : null}
      options={people.map((person) => ({
        value: person.id,
        label: [person.name, t(`sex.${person.sex}`), person.birth_year, person.id_number, pick(person.region_name_zh, person.region_name_en)].filter(Boolean).join(' · '),
      }))}
      onChange={(id: string) => {
        const person = people.find((item) => item.id === id);
        if (person) onChange(person);
      }}
    />
  );
}
