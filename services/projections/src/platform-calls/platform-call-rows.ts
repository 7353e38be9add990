import type { OperationKind, PlatformCall } from '@campaigns/contracts';
import { derivedId } from '@campaigns/event-sourcing';
import type { Handlers, Recorded } from '../statements/handlers.ts';
import { json, type Statement, settledOnce, statement } from '../statements/statement.ts';

/** Requests that are kept of each mapping, so that one that is synced for years takes no more room than another. */
export const keptCalls = 500;

const insertCalls = statement(
  'platform-calls-insert',
  `insert into platform_calls (call_id, orchestration_id, org_id, workflow_id, mapping_id, operation_id, platform,
     operation, method, path, status, error, duration_ms, request_id, called_at)
   select c.call_id, o.orchestration_id, o.org_id, $2, $3, $4, $5, $6, c.method, c.path, c.status, c.error,
     c.duration_ms, c.request_id, c.called_at
   from campaign_orchestrations o, jsonb_to_recordset($7) c (call_id uuid, method text, path text, status int,
     error text, duration_ms int, request_id text, called_at timestamptz)
   where o.orchestration_id = $1`,
);
const dropOldest = settledOnce(
  'platform-calls-drop',
  `delete from platform_calls c using (
     select called_at, call_id from platform_calls where mapping_id = $1
     order by called_at desc, call_id desc offset ${keptCalls} limit 1) first
   where c.mapping_id = $1 and (c.called_at, c.call_id) <= (first.called_at, first.call_id)`,
);

type Outcome = Recorded<'OperationSucceeded' | 'OperationFailed' | 'OperationDeferred'>;

const made = ({ data, metadata }: Outcome, operation: OperationKind): readonly Statement[] => {
  const { calls = [], orchestrationId, workflowId, mappingId, operationId, platform } = data;
  if (calls.length === 0) return [];
  const row = ({ durationMs, requestId, at, ...call }: PlatformCall, index: number) => ({
    ...call,
    call_id: derivedId(metadata.eventId, 'call', index),
    duration_ms: durationMs,
    request_id: requestId,
    called_at: at,
  });
  return [
    insertCalls(orchestrationId, workflowId, mappingId, operationId, platform, operation, json(calls.map(row))),
    dropOldest(mappingId),
  ];
};

export const platformCallRows: Handlers = {
  OperationSucceeded: (event) => made(event, event.data.result.kind),
  OperationFailed: (event) => made(event, event.data.kind),
  OperationDeferred: (event) => made(event, event.data.task.kind),
};
