import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { Person, PersonRow } from '~/api/types';
import { Field } from '~/shell/Field';

import { CodeReasonDialog } from './CodeReasonDialog';
import { PersonSelect } from './PersonSelect';
import { MERGE_REASONS, merge } from './queries';

interface Props {
  into: Person;
  onClose: () => void;
}

/** Finds the other record of the same person and makes it part of this one. */
export function MergeDialog({ into, onClose }: Props) {
  const { t } = useTranslation('people');
  const cache = useQueryClient();
  const [member, setMember] = useState<PersonRow | undefined>();
  return (
    <CodeReasonDialog
      title={t('merged.merge')}
      what={t('merged.merge_what')}
      reasons={MERGE_REASONS}
      ready={member !== undefined}
      onConfirm={async (reason) => {
        await merge(into.id, member?.id ?? '', reason);
        await cache.invalidateQueries({ queryKey: ['persons'] });
      }}
      onClose={onClose}
    >
      <Field label={t('merged.other')}>{(props) => <PersonSelect {...props} without={[into.id]} value={member?.id} onChange={setMember} />}</Field>
    </CodeReasonDialog>
  );
}
