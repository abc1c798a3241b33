import { ArrowDownOutlined, ArrowUpOutlined } from '@ant-design/icons';
import type { ReactNode } from 'react';

import styles from './charts.module.css';

export interface Column<T> {
  title: string;
  numeric?: boolean;
  /** The name the server sorts this column by; absent where it cannot. */
  sort?: string;
  cell: (row: T) => ReactNode;
}

interface Props<T> {
  caption: string;
  columns: Column<T>[];
  rows: T[];
  rowKey: (row: T) => string;
  height?: number | string;
  /** The present order: a column's sort name, with `-` before it when the largest come first. */
  sort?: string;
  onSort?: (sort: string) => void;
}

/** A plain table in a box that scrolls; the first column names the row. */
export function DataTable<T>({ caption, columns, rows, rowKey, height, sort, onSort }: Props<T>) {
  return (
    // A scrolling box must be reachable by keyboard.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles.scroll} style={{ maxHeight: height }} tabIndex={0} role="group" aria-label={caption}>
      <table className={styles.table}>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column.title}
                scope="col"
                className={column.numeric ? styles.numeric : undefined}
                aria-sort={ariaSort(column.sort, sort)}
              >
                {column.sort && onSort ? <SortButton title={column.title} by={column.sort} sort={sort} onSort={onSort} /> : column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map(({ title, numeric, cell }, index) =>
                index === 0 ? (
                  <th key={title} scope="row" className={numeric ? styles.numeric : undefined}>
                    {cell(row)}
                  </th>
                ) : (
                  <td key={title} className={numeric ? styles.numeric : undefined}>
                    {cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ariaSort(by: string | undefined, sort: string | undefined) {
  if (!by || !sort) return undefined;
  if (sort === by) return 'ascending';
  return sort === `-${by}` ? 'descending' : undefined;
}

function SortButton({ title, by, sort, onSort }: { title: string; by: string; sort?: string; onSort: (sort: string) => void }) {
  const order = ariaSort(by, sort);
  return (
    <button type="button" className={styles.sort} onClick={() => onSort(order === 'descending' ? by : `-${by}`)}>
      {title}
      {order === 'ascending' && <ArrowUpOutlined aria-hidden />}
      {order === 'descending' && <ArrowDownOutlined aria-hidden />}
    </button>
  );
}
