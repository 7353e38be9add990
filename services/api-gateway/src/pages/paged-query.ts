import type { QueryConfig } from 'pg';
import { decodeCursor, encodeCursor, type Sorting, type ValueForm } from './cursor.ts';

/** A filter; `?` stands for its value. Texts are ours, values are the caller's. */
export type Condition = Readonly<{ sql: string; value: unknown }>;

export type PagedList = Readonly<{
  /** Table with alias; may be a select with parameters from `$1` on, whose values are `values`. */
  from: string;
  values?: readonly unknown[];
  /** Select list of an item. */
  columns: string;
  /** Column of the unique id; decides between equal sort values. */
  id: string;
  sortColumn: string;
  sorting: Sorting;
  conditions: readonly (Condition | undefined)[];
  cursor: string | undefined;
  limit: number;
}>;

/** Which page is asked for. */
export type PageQuery = Readonly<{ cursor?: string | undefined; limit: number }>;

export type PageRow<Item> = Readonly<{ item: Item; value: string; id: string }>;
export type Page<Item> = Readonly<{ items: readonly Item[]; nextCursor: string | null }>;

const asText: Readonly<Record<ValueForm, (column: string) => string>> = {
  instant: (column) => `(extract(epoch from ${column}) * 1000000)::bigint::text`,
  decimal: (column) => `${column}::text`,
  text: (column) => column,
};

const fromText: Readonly<Record<ValueForm, (parameter: string) => string>> = {
  instant: (parameter) => `(timestamptz 'epoch' + ${parameter}::bigint * interval '1 microsecond')`,
  decimal: (parameter) => `${parameter}::numeric`,
  text: (parameter) => `${parameter}::text`,
};

/** One row more than asked for, which tells whether there is another page. Rows that come in between move no other row. */
export const pagedQuery = (list: PagedList): QueryConfig => {
  const { from, columns, id, sortColumn, sorting, conditions, cursor, limit } = list;
  const values: unknown[] = [...(list.values ?? [])];
  const bind = (value: unknown): string => `$${values.push(value)}`;
  const filters = conditions
    .filter((condition) => condition !== undefined)
    .map(({ sql, value }) => sql.replaceAll('?', bind(value)));
  if (cursor !== undefined) {
    const last = decodeCursor(cursor, sorting);
    const behind = sorting.order === 'asc' ? '>' : '<';
    const value = fromText[sorting.form](bind(last.value));
    filters.push(`(${sortColumn}, ${id}) ${behind} (${value}, ${bind(last.id)}::uuid)`);
  }
  const where = filters.length === 0 ? '' : `where ${filters.join(' and ')}`;
  const text = `select (select row_to_json(v) from (select ${columns}) v) as item,
      ${asText[sorting.form](sortColumn)} as value, ${id}::text as id
    from ${from} ${where}
    order by ${sortColumn} ${sorting.order}, ${id} ${sorting.order}
    limit ${bind(limit + 1)}`;
  return { text, values };
};

export const pageOf = <Item>(
  rows: readonly PageRow<Item>[],
  { sorting, limit }: Pick<PagedList, 'sorting' | 'limit'>,
): Page<Item> => {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const nextCursor = rows.length > limit && last !== undefined ? encodeCursor(sorting, last) : null;
  return { items: shown.map(({ item }) => item), nextCursor };
};
