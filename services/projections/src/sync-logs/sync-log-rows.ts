import { derivedId } from '@campaigns/event-sourcing';
import type { Handlers, Recorded } from '../statements/handlers.ts';
import { json, type Statement, settledOnce, statement } from '../statements/statement.ts';
import { addFailure, addSuccess, setUntil } from './add-outcome.ts';

const insertLogs = statement(
  'sync-logs-insert',
  `insert into orchestration_sync_logs (sync_log_id, orchestration_id, org_id, workflow_id, mapping_id, platform, sync_type,
     direction, trigger, status, changes_detected, changes_applied, entities_synced, entities_failed, started_at)
   select t.sync_log_id, p.orchestration_id, p.org_id, $1, p.mapping_id, p.platform, $2, $3, $4, 'running', '[]', '[]', 0, 0,
     $5
   from jsonb_to_recordset($6) t (sync_log_id uuid, mapping_id uuid) join orchestration_platforms p using (mapping_id)`,
);
/**
 * Completed when everything asked of the platform was done, failed when nothing was, else partial. A platform can come out
 * with an error although no operation failed: when one was withheld.
 */
const endLogs = settledOnce(
  'sync-logs-end',
  `update orchestration_sync_logs l set completed_at = $2,
     duration_ms = round(1000 * extract(epoch from $2::timestamptz - l.started_at)),
     status = case when l.entities_failed = 0 and o.error is null then 'completed'
       when l.entities_synced > 0 then 'partial' else 'failed' end,
     error_details = case when l.error_details is null and o.error is not null
       then jsonb_build_array(jsonb_build_object('at', $4::text, 'message', o.error)) else l.error_details end
   from jsonb_to_recordset($3) o (mapping_id uuid, error text)
   where l.workflow_id = $1 and l.mapping_id = o.mapping_id`,
);
const setSynced = settledOnce(
  'platforms-synced',
  `update orchestration_platforms p set
     last_synced_at = case when l.status = 'failed' then p.last_synced_at else l.completed_at end,
     sync_metadata = p.sync_metadata ||
       jsonb_build_object('sync_log_id', l.sync_log_id, 'sync_type', l.sync_type, 'status', l.status)
   from orchestration_sync_logs l where l.workflow_id = $1 and p.mapping_id = l.mapping_id`,
);

const started = ({ data }: Recorded<'WorkflowStarted'>): readonly Statement[] => {
  const { workflowId, purpose, targets, at } = data;
  if (purpose.goal !== 'sync') return [];
  const logs = targets.map(({ mappingId }) => ({
    sync_log_id: derivedId(workflowId, mappingId),
    mapping_id: mappingId,
  }));
  return [insertLogs(workflowId, purpose.syncType, purpose.direction, purpose.trigger, at, json(logs))];
};

/** Runs that are no syncs have no sync logs: then these statements meet no row. */
const settled = ({ data }: Recorded<'OperationSettled'>): readonly Statement[] => {
  const { workflowId, mappingId, step, kind, at, outcome } = data;
  if (step !== 'sync_settings' && step !== 'fetch_performance' && step !== 'read_changes') return [];
  if (outcome.status === 'failed') {
    const { class: errorClass, code, message } = outcome.error;
    return [addFailure(workflowId, mappingId, { at, step, operation: kind, class: errorClass, code, message })];
  }
  const { result } = outcome;
  if (result.kind === 'push-settings') return [addSuccess(workflowId, mappingId, result.detected, result.applied)];
  if (result.kind === 'read-changes') return [addSuccess(workflowId, mappingId, result.detected, [])];
  if (result.kind !== 'fetch-metrics') return [];
  return [addSuccess(workflowId, mappingId, result.detected, []), setUntil(mappingId, result.until)];
};

const ended = ({ data }: Recorded<'WorkflowCompleted' | 'WorkflowFailed'>): readonly Statement[] => {
  const { workflowId, purpose, outcomes, at } = data;
  if (purpose.goal !== 'sync') return [];
  const errors = outcomes.map(({ mappingId, error }) => ({ mapping_id: mappingId, error }));
  return [endLogs(workflowId, at, json(errors), at), setSynced(workflowId)];
};

/** One log per sync and platform. An entity is one thing that was synchronised: the settings, the results, or what was changed. */
export const syncLogRows: Handlers = {
  WorkflowStarted: started,
  OperationSettled: settled,
  WorkflowCompleted: ended,
  WorkflowFailed: ended,
};
