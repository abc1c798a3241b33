import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { api, dataOf } from '~/api/client';
import { DataTable } from '~/charts/DataTable';
import { Figure } from '~/charts/Figure';
import { useCan } from '~/features/access/session';
import { useFormat } from '~/format/useFormat';
import { MoreRows } from '~/shell/MoreRows';
import { useScope } from '~/shell/ScopeProvider';
import { StateBadge } from '~/shell/StateBadge';
import { useRequester } from '~/shell/useRequester';
import { Empty } from '~/shell/states/Empty';
import { Loaded } from '~/shell/states/Loaded';

import { ImportProgress } from './ImportProgress';
import { isGoing } from './queries';
import styles from './imports.module.css';

const PAGE = 50;

/** Every import, newest first. */
export function ImportList() {
  const { t } = useTranslation('imports');
  const { linkTo } = useScope();
  const format = useFormat();
  const can = useCan();
  const requester = useRequester();
  const imports = useInfiniteQuery({
    queryKey: ['imports', 'list'],
    queryFn: ({ pageParam }) => dataOf(api.GET('/api/imports', { params: { query: { limit: PAGE, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });
  const items = imports.data?.pages.flatMap((page) => page.items) ?? [];

  return (
    <Figure title={t('list.title')}>
      <Loaded query={imports}>
        {() =>
          items.length === 0 ? (
            <Empty title={t('list.none')} hint={can('imports.write') ? t('list.none_hint') : t('list.none_hint_reader')} />
          ) : (
            <>
              <DataTable
                caption={t('list.title')}
                rows={items}
                rowKey={({ id }) => id}
                columns={[
                  {
                    title: t('list.file'),
                    cell: (item) => (
                      <Link to={linkTo(`/imports/${item.id}`)} className={styles.fileName}>
                        {item.file_name}
                      </Link>
                    ),
                  },
                  {
                    title: t('list.state'),
                    cell: (item) => (isGoing(item) ? <ImportProgress of={item} /> : <StateBadge state={item.state} />),
                  },
                  { title: t('count.read'), numeric: true, cell: (item) => format.integer(item.rows_read) },
                  { title: t('count.new'), numeric: true, cell: (item) => format.integer(item.rows_new) },
                  { title: t('count.changed'), numeric: true, cell: (item) => format.integer(item.rows_changed) },
                  {
                    title: t('count.rejected'),
                    numeric: true,
                    cell: (item) => <span className={item.rows_rejected > 0 ? styles.bad : undefined}>{format.integer(item.rows_rejected)}</span>,
                  },
                  { title: t('list.started'), cell: (item) => format.instant(item.started_at) },
                  { title: t('list.by'), cell: (item) => requester(item.requested_by) },
                ]}
              />
              <MoreRows
                shown={items.length}
                hasMore={imports.hasNextPage}
                loading={imports.isFetchingNextPage}
                onMore={() => void imports.fetchNextPage()}
              />
            </>
          )
        }
      </Loaded>
    </Figure>
  );
}
