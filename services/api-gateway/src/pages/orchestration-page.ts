import type { Read } from '@campaigns/read-access';
import { type Page, type PageQuery, type PageRow, pagedQuery, pageOf } from './paged-query.ts';

/** What belongs to orchestrations: a table, its alias, and by which of its times it is listed. */
export type Listing = Readonly<{
  table: string;
  alias: string;
  columns: string;
  /** Column of the unique id. */
  id: string;
  time: string;
  order: 'asc' | 'desc';
}>;

/** One page of what belongs to an orchestration, by time. */
export const orchestrationPage = async <Item>(
  read: Read,
  orgId: string,
  orchestrationId: string,
  { table, alias, columns, id, time, order }: Listing,
  { cursor, limit }: PageQuery,
): Promise<Page<Item>> => {
  const list = {
    from: `read.${table} ${alias}`,
    columns,
    id: `${alias}.${id}`,
    sortColumn: `${alias}.${time}`,
    sorting: { sort: time, order, form: 'instant' } as const,
    conditions: [{ sql: `${alias}.orchestration_id = ?::uuid`, value: orchestrationId }],
    cursor,
    limit,
  };
  return pageOf(await read<PageRow<Item>>(orgId, pagedQuery(list)), list);
};
