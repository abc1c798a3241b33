import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Select } from 'antd';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { Person } from '~/api/types';
import { useBilingual } from '~/i18n/language';
import { Field } from '~/shell/Field';

import { CodeReasonDialog } from './CodeReasonDialog';
import { MERGE_REASONS, SEARCH_CHARACTERS_MIN, merge, peopleOf } from './queries';

interface Props {
  into: Person;
  onClose: () => void;
}

/** Finds the other record of the same person and makes it part of this one. */
export function MergeDialog({ into, onClose }: Props) {
  const { t } = useTranslation('people');
  const { pick } = useBilingual();
  const cache = useQueryClient();
  const [text, setText] = useState('');
  const q = useDeferredValue(text.trim());
  const [member, setMember] = useState<string | undefined>();
  const found = useQuery({
    queryKey: ['persons', 'choice', q],
    queryFn: () => peopleOf({ q })(undefined),
    enabled: q.length >= SEARCH_CHARACTERS_MIN,
  });
  const others = found.data?.items.filter(({ id }) => id !== into.id) ?? [];
  return (
    <CodeReasonDialog
      title={t('merged.merge')}
      what={t('merged.merge_what')}
      reasons={MERGE_REASONS}
      ready={member !== undefined}
      onConfirm={async (reason) => {
        await merge(into.id, member ?? '', reason);
        await cache.invalidateQueries({ queryKey: ['persons'] });
      }}
      onClose={onClose}
    >
      <Field label={t('merged.other')}>
        {(props) => (
          <Select
            {...props}
            showSearch={{ filterOption: false, onSearch: setText }}
            placeholder={t('list.search')}
            value={member}
            options={others.map((person) => ({
              value: person.id,
              label: [person.name, t(`sex.${person.sex}`), person.birth_year, person.id_number, pick(person.region_name_zh, person.region_name_en)]
                .filter(Boolean)
                .join(' · '),
            }))}
            onChange={setMember}
          />
        )}
      </Field>
    </CodeReasonDialog>
  );
}
