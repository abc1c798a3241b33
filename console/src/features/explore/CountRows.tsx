import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { api, dataOf } from '~/api/client';
import { askOf } from '~/api/counts';
import type { CountRow, Period } from '~/api/types';
import { DataTable } from '~/charts/DataTable';
import { Figure } from '~/charts/Figure';
import tables from '~/charts/charts.module.css';
import { useFormat } from '~/format/useFormat';
import { useBilingual } from '~/i18n/language';
import { MoreRows } from '~/shell/MoreRows';
import { useScope } from '~/shell/ScopeProvider';
import { stratumName } from '~/shell/SubjectPicker';
import { Empty } from '~/shell/states/Empty';
import { Loaded } from '~/shell/states/Loaded';
import { useParam } from '~/shell/useParam';

import { HistoryDrawer } from './HistoryDrawer';

const SORTS = ['-day', 'day', '-value', 'value'] as const;
const PAGE = 100;

/** The counts behind the chart, of the area and everything in it; a count opens its history. */
export function CountRows({ native }: { native: Period | undefined }) {
  const { t } = useTranslation('explore');
  const { t: shell } = useTranslation('shell');
  const { scope } = useScope();
  const { pick } = useBilingual();
  const format = useFormat();
  const [param, setSort] = useParam('sort');
  const sort = SORTS.find((item) => item === param) ?? '-day';
  const [opened, setOpened] = useState<CountRow | null>(null);

  const ask = askOf(scope);
  const rows = useInfiniteQuery({
    queryKey: ['counts', 'rows', ask, sort],
    queryFn: ({ pageParam }) =>
      dataOf(api.GET('/api/counts/rows', { params: { query: { ...ask, sort, limit: PAGE, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: keepPreviousData,
  });
  const items = rows.data?.pages.flatMap((page) => page.items) ?? [];

  return (
    <Figure title={t('rows.title')} stale={rows.isPlaceholderData}>
      <Loaded query={rows}>
        {() =>
          items.length === 0 ? (
            <Empty title={t('rows.none')} hint={t('series.none_hint')} />
          ) : (
            <>
              <DataTable
                caption={t('rows.title')}
                height={420}
                rows={items}
                rowKey={(row) => `${row.region}-${row.stratum}-${row.day}`}
                sort={sort}
                onSort={(next) => setSort(next === '-day' ? null : next)}
                columns={[
                  { title: t('rows.day'), sort: 'day', cell: ({ day }) => format.period(day, native ?? 'day') },
                  { title: t('rows.region'), cell: (row) => pick(row.region_name_zh, row.region_name_en) },
                  { title: t('rows.stratum'), cell: ({ stratum }) => stratumName(stratum, shell) },
                  {
                    title: t('rows.value'),
                    sort: 'value',
                    numeric: true,
                    cell: (row) => (
                      <button type="button" className={tables.action} title={t('rows.open_history')} onClick={() => setOpened(row)}>
                        {format.integer(row.value)}
                      </button>
                    ),
                  },
                  {
                    title: t('rows.revisions'),
                    numeric: true,
                    cell: ({ revisions }) => (revisions > 0 ? t('rows.revised', { count: revisions }) : t('rows.original')),
                  },
                  { title: t('rows.recorded'), cell: ({ recorded_at }) => format.instant(recorded_at) },
                ]}
              />
              <MoreRows shown={items.length} hasMore={rows.hasNextPage} loading={rows.isFetchingNextPage} onMore={() => void rows.fetchNextPage()} />
            </>
          )
        }
      </Loaded>
      {opened && <HistoryDrawer row={opened} native={native ?? 'day'} onClose={() => setOpened(null)} />}
    </Figure>
  );
}
