import type { ConnectionView, Platform } from '@campaigns/contracts';
import type { Read } from '@campaigns/read-access';
import { type Page, type PageRow, pagedQuery, pageOf } from '../pages/paged-query.ts';
import { connectionColumns } from '../reads/columns.ts';
import { onlyRow } from '../reads/only-row.ts';

export type ConnectionCandidate = Readonly<{ connectionId: string; platform: Platform; currency: string }>;

type ListQuery = Readonly<{ platform?: Platform | undefined; cursor?: string | undefined; limit: number }>;

export type ConnectionReads = Readonly<{
  /** Throws a 404 problem. */
  show: (orgId: string, connectionId: string) => Promise<ConnectionView>;
  /** Those among the ids that the organisation has. */
  several: (orgId: string, connectionIds: readonly string[]) => Promise<readonly ConnectionView[]>;
  list: (orgId: string, query: ListQuery) => Promise<Page<ConnectionView>>;
  /** The orchestrations that have a campaign on the platform under a connection, which is not over. */
  usedBy: (orgId: string, connectionId: string) => Promise<readonly string[]>;
  /** The active connections of some platforms, oldest first. */
  candidates: (orgId: string, platforms: readonly Platform[]) => Promise<readonly ConnectionCandidate[]>;
}>;

const sorting = { sort: 'created_at', order: 'asc', form: 'instant' } as const;

export const connectionReads = (read: Read): ConnectionReads => ({
  show: async (orgId, connectionId) => {
    const rows = await read<Readonly<{ item: ConnectionView }>>(orgId, {
      name: 'connection',
      text: `select row_to_json(v) as item from (
               select ${connectionColumns} from read.platform_connections c where c.connection_id = $1
             ) v`,
      values: [connectionId],
    });
    return onlyRow(rows, 'connection-not-found').item;
  },
  several: async (orgId, connectionIds) => {
    const rows = await read<Readonly<{ item: ConnectionView }>>(orgId, {
      name: 'connections-several',
      text: `select row_to_json(v) as item from (
               select ${connectionColumns} from read.platform_connections c where c.connection_id = any($1)
             ) v`,
      values: [connectionIds],
    });
    return rows.map(({ item }) => item);
  },
  list: async (orgId, { platform, cursor, limit }) => {
    const list = {
      from: 'read.platform_connections c',
      columns: connectionColumns,
      id: 'c.connection_id',
      sortColumn: 'c.created_at',
      sorting,
      conditions: [platform && { sql: 'c.platform = ?', value: platform }],
      cursor,
      limit,
    };
    return pageOf(await read<PageRow<ConnectionView>>(orgId, pagedQuery(list)), list);
  },
  usedBy: async (orgId, connectionId) => {
    const rows = await read<Readonly<{ id: string }>>(orgId, {
      name: 'connection-used-by',
      text: `select distinct o.orchestration_id as id
             from read.orchestration_platforms p join read.campaign_orchestrations o using (orchestration_id)
             where p.connection_id = $1 and p.platform_campaign_id is not null and o.status in ('active', 'paused')
             order by id limit 100`,
      values: [connectionId],
    });
    return rows.map(({ id }) => id);
  },
  candidates: (orgId, platforms) =>
    read<ConnectionCandidate>(orgId, {
      name: 'connection-candidates',
      text: `select c.connection_id as "connectionId", c.platform, c.currency
             from read.platform_connections c
             where c.status = 'active' and c.platform = any($1)
             order by c.created_at, c.connection_id`,
      values: [platforms],
    }),
});
