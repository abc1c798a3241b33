import type { ReactNode, UIEvent } from 'react';

import type { Pages } from '~/api/pages';
import { type Column, DataTable } from '~/charts/DataTable';

import { MoreRows } from './MoreRows';
import { Loaded } from './states/Loaded';

/** Leaves room for the bars, the page's head, its filters and the list's own head and foot. */
const HEIGHT = 'max(320px, calc(100dvh - 300px))';
/** The next page is asked for when the end is this near. */
const NEAR_PX = 400;

interface Props<T> {
  caption: string;
  list: Pages<T>;
  columns: Column<T>[];
  rowKey: (row: T) => string;
  /** What stands where there is nothing. */
  empty: ReactNode;
  height?: string;
}

/** A list that goes on loading as it is scrolled. */
export function PagedTable<T>({ caption, list, columns, rowKey, empty, height = HEIGHT }: Props<T>) {
  const { query, items } = list;

  const goOn = ({ target }: UIEvent) => {
    const { scrollHeight, scrollTop, clientHeight } = target as HTMLElement;
    const isNear = scrollHeight - scrollTop - clientHeight < NEAR_PX;
    if (isNear && query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
  };

  return (
    <Loaded query={query}>
      {() =>
        items.length === 0 ? (
          empty
        ) : (
          <>
            <div onScrollCapture={goOn}>
              <DataTable caption={caption} height={height} columns={columns} rows={items} rowKey={rowKey} />
            </div>
            <MoreRows
              shown={items.length}
              hasMore={query.hasNextPage}
              loading={query.isFetchingNextPage}
              onMore={() => void query.fetchNextPage()}
            />
          </>
        )
      }
    </Loaded>
  );
}
