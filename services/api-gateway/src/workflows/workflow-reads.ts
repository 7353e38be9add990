import type { PlatformCallView, SyncLogView, WorkflowView } from '@campaigns/contracts';
import { type Page, type PageQuery, type PageRow, pagedQuery, pageOf } from '../pages/paged-query.ts';
import { platformCallColumns, syncLogColumns, workflowColumns } from '../reads/columns.ts';
import type { Read } from '../reads/tenant-reader.ts';

export type WorkflowReads = Readonly<{
  find: (orgId: string, workflowId: string) => Promise<WorkflowView | undefined>;
  list: (orgId: string, orchestrationId: string, query: PageQuery) => Promise<Page<WorkflowView>>;
  syncLogs: (orgId: string, orchestrationId: string, query: PageQuery) => Promise<Page<SyncLogView>>;
  calls: (orgId: string, orchestrationId: string, query: PageQuery) => Promise<Page<PlatformCallView>>;
}>;

export const workflowReads = (read: Read): WorkflowReads => ({
  find: async (orgId, workflowId) => {
    const [row] = await read<{ item: WorkflowView }>(orgId, {
      name: 'workflow',
      text: `select row_to_json(v) as item from (
               select ${workflowColumns} from read.orchestration_workflows w where w.workflow_id = $1
             ) v`,
      values: [workflowId],
    });
    return row?.item;
  },
  list: async (orgId, orchestrationId, { cursor, limit }) => {
    const list = {
      from: 'read.orchestration_workflows w',
      columns: workflowColumns,
      id: 'w.workflow_id',
      sortColumn: 'w.requested_at',
      sorting: { sort: 'requested_at', order: 'desc', form: 'instant' } as const,
      conditions: [{ sql: 'w.orchestration_id = ?::uuid', value: orchestrationId }],
      cursor,
      limit,
    };
    return pageOf(await read<PageRow<WorkflowView>>(orgId, pagedQuery(list)), list);
  },
  syncLogs: async (orgId, orchestrationId, { cursor, limit }) => {
    const list = {
      from: 'read.orchestration_sync_logs s',
      columns: syncLogColumns,
      id: 's.sync_log_id',
      sortColumn: 's.started_at',
      sorting: { sort: 'started_at', order: 'desc', form: 'instant' } as const,
      conditions: [{ sql: 's.orchestration_id = ?::uuid', value: orchestrationId }],
      cursor,
      limit,
    };
    return pageOf(await read<PageRow<SyncLogView>>(orgId, pagedQuery(list)), list);
  },
  calls: async (orgId, orchestrationId, { cursor, limit }) => {
    const list = {
      from: 'read.platform_calls c',
      columns: platformCallColumns,
      id: 'c.call_id',
      sortColumn: 'c.called_at',
      sorting: { sort: 'called_at', order: 'desc', form: 'instant' } as const,
      conditions: [{ sql: 'c.orchestration_id = ?::uuid', value: orchestrationId }],
      cursor,
      limit,
    };
    return pageOf(await read<PageRow<PlatformCallView>>(orgId, pagedQuery(list)), list);
  },
});
