import { AlertOutlined } from '@ant-design/icons';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { api, dataOf } from '~/api/client';
import { useDetectors, useStreams } from '~/api/reference';
import { DataTable } from '~/charts/DataTable';
import { Figure } from '~/charts/Figure';
import { useCan } from '~/features/access/session';
import { useFormat } from '~/format/useFormat';
import { useBilingual } from '~/i18n/language';
import { ExportButtons } from '~/shell/ExportButtons';
import { MoreRows } from '~/shell/MoreRows';
import { useScope } from '~/shell/ScopeProvider';
import { Empty } from '~/shell/states/Empty';
import { Loaded } from '~/shell/states/Loaded';
import { withStratum } from '~/shell/SubjectPicker';

import styles from './signals.module.css';
import { useSignalFilter } from './useSignalFilter';

const PAGE = 50;
const HEIGHT = 'max(320px, calc(100dvh - 300px))';

export function SignalList() {
  const { t } = useTranslation('signals');
  const { t: shell } = useTranslation('shell');
  const { scope, linkTo } = useScope();
  const { name, pick } = useBilingual();
  const format = useFormat();
  const can = useCan();
  const detectors = useDetectors().data;
  const streams = useStreams(scope.area).data;
  const { filter, setSort } = useSignalFilter();

  const signals = useInfiniteQuery({
    queryKey: ['signals', 'list', filter],
    queryFn: ({ pageParam }) =>
      dataOf(api.GET('/api/signals', { params: { query: { ...filter, limit: PAGE, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: keepPreviousData,
  });
  const items = signals.data?.pages.flatMap((page) => page.items) ?? [];
  const streamOf = (id: string) => streams?.find((stream) => stream.id === id);

  return (
    <Figure
      title={t('list.title')}
      stale={signals.isPlaceholderData}
      tools={can('counts.export') && <ExportButtons path="/api/signals/export" params={filter} />}
    >
      <Loaded query={signals}>
        {() =>
          items.length === 0 ? (
            <Empty title={t('list.none')} hint={can('detection.run') ? t('list.none_hint_run') : t('list.none_hint')} />
          ) : (
            <>
              <DataTable
                caption={t('list.title')}
                height={HEIGHT}
                rows={items}
                rowKey={({ id }) => id}
                sort={filter.sort}
                onSort={setSort}
                columns={[
                  {
                    title: t('list.day'),
                    sort: 'day',
                    cell: (signal) => (
                      <Link to={linkTo(`/signals/${signal.id}`)} className={styles.open}>
                        <AlertOutlined className={styles.icon} aria-hidden />
                        {format.period(signal.day, streamOf(signal.stream)?.period ?? 'day')}
                      </Link>
                    ),
                  },
                  { title: t('list.region'), cell: (signal) => pick(signal.region_name_zh, signal.region_name_en) },
                  { title: t('list.condition'), cell: (signal) => pick(signal.condition_name_zh, signal.condition_name_en) },
                  { title: t('list.stream'), cell: ({ stream, stratum }) => withStratum(name(streamOf(stream)) || stream, stratum, shell) },
                  { title: t('list.observed'), numeric: true, cell: ({ observed }) => format.integer(observed) },
                  { title: t('list.expected'), numeric: true, cell: ({ expected }) => format.estimate(expected) },
                  { title: t('list.bound'), numeric: true, cell: ({ bound }) => format.estimate(bound) },
                  { title: t('list.p'), numeric: true, cell: ({ p }) => format.probability(p) },
                  { title: t('list.score'), sort: 'score', numeric: true, cell: ({ score }) => format.estimate(score) },
                  { title: t('list.detector'), cell: ({ detector }) => name(detectors?.find(({ id }) => id === detector)) || detector },
                ]}
              />
              <MoreRows
                shown={items.length}
                hasMore={signals.hasNextPage}
                loading={signals.isFetchingNextPage}
                onMore={() => void signals.fetchNextPage()}
              />
            </>
          )
        }
      </Loaded>
    </Figure>
  );
}
