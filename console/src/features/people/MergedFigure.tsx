import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { Person } from '~/api/types';
import { DataTable } from '~/charts/DataTable';
import { Figure } from '~/charts/Figure';
import { useCan } from '~/features/access/session';
import { useFormat } from '~/format/useFormat';
import parts from '~/shell/parts.module.css';

import { CodeReasonDialog } from './CodeReasonDialog';
import { MergeDialog } from './MergeDialog';
import { SPLIT_REASONS, split } from './queries';

/** Records that became part of this one, and the way back. */
export function MergedFigure({ person }: { person: Person }) {
  const { t } = useTranslation('people');
  const format = useFormat();
  const can = useCan();
  const cache = useQueryClient();
  const [member, setMember] = useState<string | null>(null);
  const [merging, setMerging] = useState(false);
  if (!can('persons.match')) return null;
  return (
    <Figure
      title={t('merged.title')}
      tools={
        <Button size="small" onClick={() => setMerging(true)}>
          {t('merged.merge')}
        </Button>
      }
    >
      {person.merged.length === 0 ? (
        <p className={parts.quiet}>{t('merged.none')}</p>
      ) : (
        <DataTable
          caption={t('merged.title')}
          rows={person.merged}
          rowKey={({ person: id }) => id}
          columns={[
            { title: t('merged.at'), cell: ({ linked_at }) => format.instant(linked_at) },
            { title: t('merged.how'), cell: ({ is_automatic }) => t(is_automatic ? 'merged.automatic' : 'merged.by_hand') },
            {
              title: t('merged.split'),
              cell: ({ person: id }) => (
                <Button size="small" onClick={() => setMember(id)}>
                  {t('merged.split')}
                </Button>
              ),
            },
          ]}
        />
      )}
      {member && (
        <CodeReasonDialog
          title={t('merged.split')}
          what={t('merged.split_what')}
          reasons={SPLIT_REASONS}
          onConfirm={async (reason) => {
            await split(person.id, member, reason);
            await cache.invalidateQueries({ queryKey: ['persons'] });
          }}
          onClose={() => setMember(null)}
        />
      )}
      {merging && <MergeDialog into={person} onClose={() => setMerging(false)} />}
    </Figure>
  );
}
