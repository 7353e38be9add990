import { z } from 'zod';
import { errorClass, operationKind } from '../platform-operation.ts';
import {
  platform,
  syncDirection,
  syncStatus,
  syncTrigger,
  syncType,
  workflowStatus,
  workflowType,
} from '../vocabulary.ts';
import { stepName } from '../workflow-events.ts';
import { instantOut, json, nextCursor, success } from './fields.ts';

const open = z.record(z.string(), json);

/** One thing that a run asked of a platform. */
export const workflowOperationView = z
  .strictObject({
    operation_id: z.uuid(),
    platform,
    step: stepName,
    kind: operationKind,
    status: z
      .enum(['requested', 'running', 'waiting', 'succeeded', 'failed'])
      .meta({ description: '`waiting`: it comes again at `next_attempt_at`' }),
    attempts: z.int().min(0).meta({ description: 'Calls so far; those that a rate limit put off are not counted' }),
    next_attempt_at: instantOut.nullable(),
    deadline_at: instantOut.nullable().meta({ description: 'After which it is not put off any more, but fails' }),
    last_error: z
      .strictObject({ class: errorClass, code: z.string(), message: z.string() })
      .nullable()
      .meta({ description: 'Of the last attempt that failed, also when a later one succeeded' }),
    requested_at: instantOut,
    started_at: instantOut.nullable(),
    completed_at: instantOut.nullable(),
    duration_ms: z.int().nullable().meta({ description: 'From the first attempt to the end, with all that it waited' }),
  })
  .meta({ id: 'WorkflowOperation' });
export type WorkflowOperationView = z.infer<typeof workflowOperationView>;

/** One run: what it does, how far it is, what happened. */
export const workflowView = z
  .strictObject({
    workflow_id: z.uuid(),
    orchestration_id: z.uuid(),
    workflow_type: workflowType,
    goal: z.enum(['deploy', 'plan', 'pause', 'resume', 'complete', 'sync', 'optimize', 'rotate', 'clean_up']),
    status: workflowStatus,
    steps: z.array(json),
    operations: z.array(workflowOperationView),
    current_step: z.int().min(0),
    total_steps: z.int().min(0),
    progress: z.number().min(0).max(100).meta({ description: 'Per cent' }),
    execution_log: z.array(json),
    rollback_data: json.meta({
      description:
        'What had been created and was removed again, and in `orphans` what is left, or may be left, with why: a campaign ' +
        'by its id on the platform, or by its tag where nobody knows whether there is one',
    }),
    error_message: z
      .string()
      .nullable()
      .meta({ description: 'Why it failed or was cancelled, or what an operator has to decide on' }),
    recommendation: json
      .nullable()
      .meta({ description: 'Of an optimization: how the budget should be split, and why' }),
    requested_by: z.string(),
    requested_at: instantOut,
    started_at: instantOut.nullable(),
    completed_at: instantOut.nullable(),
    duration_seconds: z.number().nullable(),
  })
  .meta({ id: 'Workflow' });
export type WorkflowView = z.infer<typeof workflowView>;

export const workflowAnswer = z.strictObject({ success, workflow: workflowView }).meta({ id: 'WorkflowAnswer' });
export const workflowOrNoneAnswer = z
  .strictObject({ success, workflow: workflowView.nullable() })
  .meta({ id: 'WorkflowOrNoneAnswer', description: 'Without a workflow when it was done at once' });
export const workflowsAnswer = z
  .strictObject({ success, workflows: z.array(workflowView), next_cursor: nextCursor })
  .meta({ id: 'WorkflowsAnswer' });

export const syncLogView = z
  .strictObject({
    sync_log_id: z.uuid(),
    orchestration_id: z.uuid(),
    workflow_id: z.uuid(),
    mapping_id: z.uuid(),
    platform,
    sync_type: syncType,
    direction: syncDirection,
    trigger: syncTrigger,
    status: syncStatus,
    changes_detected: z.array(open),
    changes_applied: z.array(open),
    entities_synced: z.int(),
    entities_failed: z.int(),
    error_details: json,
    started_at: instantOut,
    completed_at: instantOut.nullable(),
    duration_ms: z.int().nullable(),
  })
  .meta({ id: 'SyncLog' });
export type SyncLogView = z.infer<typeof syncLogView>;

export const syncLogsAnswer = z
  .strictObject({ success, sync_logs: z.array(syncLogView), next_cursor: nextCursor })
  .meta({ id: 'SyncLogsAnswer' });

/** One request to an ad platform, without its query, body and headers, so without secrets. */
export const platformCallView = z
  .strictObject({
    call_id: z.uuid(),
    orchestration_id: z.uuid(),
    workflow_id: z.uuid(),
    mapping_id: z.uuid(),
    operation_id: z.uuid(),
    platform,
    operation: operationKind,
    method: z.string(),
    path: z.string(),
    status: z.int().nullable().meta({ description: 'Of the answer; null when none came' }),
    error: z.string().nullable().meta({ description: 'Why no answer came' }),
    duration_ms: z.int(),
    request_id: z.string().nullable().meta({ description: "The platform's own id of the request" }),
    called_at: instantOut,
  })
  .meta({ id: 'PlatformCall' });
export type PlatformCallView = z.infer<typeof platformCallView>;

export const platformCallsAnswer = z
  .strictObject({ success, calls: z.array(platformCallView), next_cursor: nextCursor })
  .meta({ id: 'PlatformCallsAnswer' });
