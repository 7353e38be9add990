import type { PlatformCallView, SyncLogView, WorkflowView } from '@campaigns/contracts';
import type { Read } from '@campaigns/read-access';
import { type Listing, orchestrationPage } from '../pages/orchestration-page.ts';
import type { Page, PageQuery } from '../pages/paged-query.ts';
import { platformCallColumns, syncLogColumns, workflowColumns } from '../reads/columns.ts';

export type WorkflowReads = Readonly<{
  find: (orgId: string, workflowId: string) => Promise<WorkflowView | undefined>;
  list: (orgId: string, orchestrationId: string, query: PageQuery) => Promise<Page<WorkflowView>>;
  syncLogs: (orgId: string, orchestrationId: string, query: PageQuery) => Promise<Page<SyncLogView>>;
  calls: (orgId: string, orchestrationId: string, query: PageQuery) => Promise<Page<PlatformCallView>>;
}>;

const newestFirst = { order: 'desc' } as const;
const workflows: Listing = {
  ...{
    table: 'orchestration_workflows',
    alias: 'w',
    columns: workflowColumns,
    id: 'workflow_id',
    time: 'requested_at',
  },
  ...newestFirst,
};
const syncLogs: Listing = {
  ...{ table: 'orchestration_sync_logs', alias: 's', columns: syncLogColumns, id: 'sync_log_id', time: 'started_at' },
  ...newestFirst,
};
const calls: Listing = {
  ...{ table: 'platform_calls', alias: 'c', columns: platformCallColumns, id: 'call_id', time: 'called_at' },
  ...newestFirst,
};

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
  list: (orgId, id, query) => orchestrationPage<WorkflowView>(read, orgId, id, workflows, query),
  syncLogs: (orgId, id, query) => orchestrationPage<SyncLogView>(read, orgId, id, syncLogs, query),
  calls: (orgId, id, query) => orchestrationPage<PlatformCallView>(read, orgId, id, calls, query),
});
