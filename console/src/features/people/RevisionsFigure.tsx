import { useTranslation } from 'react-i18next';

import { usePages } from '~/api/pages';
import { Figure } from '~/charts/Figure';
import { useFormat } from '~/format/useFormat';
import { PagedTable } from '~/shell/PagedTable';
import { Empty } from '~/shell/states/Empty';

import { revisionsOf } from './queries';

/** What was changed of the record and when; the values themselves are not part of a history. */
export function RevisionsFigure({ id }: { id: string }) {
  const { t, i18n } = useTranslation('people');
  const format = useFormat();
  const revisions = usePages(['persons', 'revisions', id], revisionsOf(id));
  const word = (field: string) => (i18n.exists(`field.${field}`, { ns: 'people' }) ? t(`field.${field}` as 'field.name') : field);
  return (
    <Figure title={t('revisions.title')}>
      <PagedTable
        caption={t('revisions.title')}
        list={revisions}
        height="320px"
        rowKey={({ version }) => String(version)}
        empty={<Empty title={t('revisions.none')} />}
        columns={[
          { title: t('revisions.version'), numeric: true, cell: ({ version }) => format.integer(version) },
          { title: t('revisions.at'), cell: ({ recorded_at }) => format.instant(recorded_at) },
          { title: t('revisions.changed'), cell: ({ changed }) => changed.map(word).join(t('comma')) || t('revisions.made') },
        ]}
      />
    </Figure>
  );
}
