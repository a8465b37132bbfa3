import type { ComponentChildren } from 'preact';
import { Failure } from './page.tsx';
import type { Pages } from './use-pages.ts';

export interface Column<Item> {
  title: string;
  cell: (item: Item) => ComponentChildren;
  /** Left out where the window is narrow. */
  minor?: boolean;
  /** Stands at the right, digits under digits. */
  numeric?: boolean;
  /** May hold long words, such as addresses, which are broken where they have to be. */
  long?: boolean;
  /** Its title is for those alone who do not see that it holds buttons. */
  quiet?: boolean;
}

interface TableProps<Item> {
  /** Says what the table is, to those who do not see it. */
  label: string;
  columns: readonly Column<Item>[];
  items: readonly Item[];
  keyOf: (item: Item) => string;
}

const classOf = ({ minor, numeric, long }: Pick<Column<never>, 'minor' | 'numeric' | 'long'>): string =>
  [minor && 'minor', numeric && 'numeric', long && 'long'].filter(Boolean).join(' ');

export function Table<Item>({ label, columns, items, keyOf }: TableProps<Item>) {
  return (
    <table aria-label={label}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.title} scope="col" class={classOf(column)}>
              {column.quiet ? <span class="unseen">{column.title}</span> : column.title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr key={keyOf(item)}>
            {columns.map((column) => (
              <td key={column.title} class={classOf(column)}>
                {column.cell(item)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface ListProps<Item> extends Omit<TableProps<Item>, 'items'> {
  pages: Pages<Item>;
  /** Said where there is nothing. */
  empty: string;
}

/** A list as far as it is loaded, and the way to more of it. */
export function List<Item>({ pages, empty, ...table }: ListProps<Item>) {
  const { items, error, busy, more, reload } = pages;
  return (
    <div class="list" aria-busy={busy}>
      <Failure error={error} onRetry={reload} />
      {items === undefined && !error && <p class="soft">One moment.</p>}
      {items?.length === 0 && <p class="soft">{empty}</p>}
      {items !== undefined && items.length > 0 && <Table {...table} items={items} />}
      {more && (
        <button type="button" disabled={busy} onClick={more}>
          Show more
        </button>
      )}
    </div>
  );
}
