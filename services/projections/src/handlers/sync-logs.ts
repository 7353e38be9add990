import { derivedId } from '@campaigns/event-sourcing';
import { type EventOf, type Handlers, json, type Statement, statement } from '../statement.ts';

const began = ({ data, metadata }: EventOf<'WorkflowStarted'>): readonly Statement[] => {
  if (data.purpose.goal !== 'sync') return [];
  const { syncType, direction, trigger } = data.purpose;
  return [
    statement(
      `insert into orchestration_sync_logs (sync_log_id, orchestration_id, org_id, workflow_id, mapping_id, platform,
         sync_type, direction, trigger, status, changes_detected, changes_applied, entities_synced, entities_failed,
         started_at)
       select t.id, $1, $2, $3, t.mapping_id, t.platform, $4, $5, $6, 'running', '[]', '[]', 0, 0, $7
       from unnest($8::uuid[], $9::uuid[], $10::text[]) as t (id, mapping_id, platform)`,
      [
        data.orchestrationId,
        metadata.orgId,
        data.workflowId,
        syncType,
        direction,
        trigger,
        data.at,
        data.targets.map(({ mappingId }) => derivedId(data.workflowId, mappingId)),
        data.targets.map(({ mappingId }) => mappingId),
        data.targets.map(({ platform }) => platform),
      ],
    ),
  ];
};

/** Only sync runs have rows here, so an operation of another run updates nothing. */
const heard = ({ data }: EventOf<'OperationSettled'>): readonly Statement[] => {
  const { outcome } = data;
  if (outcome.status === 'failed') {
    return [
      statement(
        `update orchestration_sync_logs set entities_failed = entities_failed + 1,
           error_details = coalesce(error_details, '[]') || jsonb_build_array($3::jsonb)
         where workflow_id = $1 and mapping_id = $2`,
        [data.workflowId, data.mappingId, json({ operation: data.kind, ...outcome.error })],
      ),
    ];
  }
  const { result } = outcome;
  const detected = 'detected' in result ? result.detected : [];
  const applied = 'applied' in result ? result.applied : [];
  return [
    statement(
      `update orchestration_sync_logs set entities_synced = entities_synced + 1,
         changes_detected = changes_detected || $3::jsonb, changes_applied = changes_applied || $4::jsonb
       where workflow_id = $1 and mapping_id = $2`,
      [data.workflowId, data.mappingId, json(detected), json(applied)],
    ),
  ];
};

const ended = ({ data }: EventOf<'WorkflowCompleted' | 'WorkflowFailed'>): readonly Statement[] => {
  if (data.purpose.goal !== 'sync') return [];
  return [
    statement(
      `update orchestration_sync_logs set completed_at = $2,
         duration_ms = round(1000 * extract(epoch from ($2::timestamptz - started_at))),
         status = case when entities_failed = 0 then 'completed' when entities_synced = 0 then 'failed' else 'partial' end
       where workflow_id = $1`,
      [data.workflowId, data.at],
    ),
    statement(
      `update orchestration_platforms p set updated_at = $2,
         last_synced_at = case when l.entities_synced > 0 then $2::timestamptz else p.last_synced_at end,
         sync_metadata = jsonb_build_object('sync_log_id', l.sync_log_id, 'sync_type', l.sync_type, 'status', l.status)
       from orchestration_sync_logs l where l.workflow_id = $1 and p.mapping_id = l.mapping_id`,
      [data.workflowId, data.at],
    ),
  ];
};

export const syncLogHandlers: Handlers = {
  WorkflowStarted: began,
  OperationSettled: heard,
  WorkflowCompleted: ended,
  WorkflowFailed: ended,
};
