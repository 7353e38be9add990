import type { FieldChange, StepName } from '@campaigns/contracts';
import { derivedId } from '@campaigns/event-sourcing';
import { isLook, whyUnclear } from '../drift/seen-fields.ts';
import type { Handlers, Recorded } from '../statements/handlers.ts';
import { json, type Statement, settledOnce, statement } from '../statements/statement.ts';
import { addAdopted, addFailure, addSuccess, setUntil } from './add-outcome.ts';

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

const steps: readonly StepName[] = ['sync_settings', 'fetch_performance', 'read_changes', 'sync_creatives'];

type Settled = Recorded<'OperationSettled'>['data'];
type Result = Extract<Settled['outcome'], Readonly<{ status: 'succeeded' }>>['result'];

/** What is made on the platform, unless an earlier run had made it. */
const made = (object: string, adopted: boolean): readonly FieldChange[] =>
  adopted ? [] : [{ field: `${object}.existence`, before: 'missing', after: 'present' }];

const whatWasDone = (
  result: Result,
): Readonly<{ detected: readonly FieldChange[]; applied: readonly FieldChange[] }> => {
  switch (result.kind) {
    case 'push-settings':
      return { detected: result.detected, applied: result.applied };
    case 'read-changes':
    case 'fetch-metrics':
      return { detected: result.detected, applied: [] };
    case 'create-ad-group':
      return { detected: [], applied: made(`ad_group.${result.platformAdGroupId}`, result.adopted) };
    case 'create-ad':
      return { detected: [], applied: made(`ads.${result.platformAdId}`, result.adopted) };
    default:
      return { detected: [], applied: [] };
  }
};

/** Runs that are no syncs have no sync logs: then these statements meet no row. */
const settled = ({ data }: Recorded<'OperationSettled'>): readonly Statement[] => {
  const { workflowId, mappingId, step, kind, at, outcome } = data;
  if (!steps.includes(step)) return [];
  if (outcome.status === 'failed') {
    const { class: errorClass, code, message } = outcome.error;
    return [addFailure(workflowId, mappingId, { at, step, operation: kind, class: errorClass, code, message })];
  }
  const { result } = outcome;
  const why = isLook(result) ? whyUnclear(result) : undefined;
  // The platform answered, and nothing could be synchronised all the same.
  if (why !== undefined) return [addFailure(workflowId, mappingId, { at, step, operation: kind, message: why })];
  const { detected, applied } = whatWasDone(result);
  const success = addSuccess(workflowId, mappingId, detected, applied);
  return result.kind === 'fetch-metrics' ? [success, setUntil(mappingId, result.until)] : [success];
};

/** As fields of the log are named: a budget may be one of the flight or of a day. */
const adopted = ({ data }: Recorded<'ExternalChangeAdopted'>): readonly Statement[] => {
  const { name, budget, status, removed } = data.adopted;
  const fields = [
    ...(name === undefined ? [] : ['name']),
    ...(budget === undefined ? [] : ['budget', 'daily_budget']),
    ...(status === undefined ? [] : ['status']),
    ...(removed === undefined ? [] : ['existence']),
  ];
  return [addAdopted(data.workflowId, data.mappingId, fields)];
};

const ended = ({ data }: Recorded<'WorkflowCompleted' | 'WorkflowFailed'>): readonly Statement[] => {
  const { workflowId, purpose, outcomes, at } = data;
  if (purpose.goal !== 'sync') return [];
  const errors = outcomes.map(({ mappingId, error }) => ({ mapping_id: mappingId, error }));
  return [endLogs(workflowId, at, json(errors), at), setSynced(workflowId)];
};

/**
 * One log per sync and platform. An entity is one thing that was synchronised: the settings, the results, what was changed,
 * an ad group or an ad that was made. What the policy reports or holds was synchronised as it is meant to be.
 */
export const syncLogRows: Handlers = {
  WorkflowStarted: started,
  OperationSettled: settled,
  ExternalChangeAdopted: adopted,
  WorkflowCompleted: ended,
  WorkflowFailed: ended,
};
