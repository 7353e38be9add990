import type { StepName } from '@campaigns/contracts';
import type { Handlers, Recorded } from '../statements/handlers.ts';
import { json, type Statement, statement } from '../statements/statement.ts';
import {
  completedEntry,
  failedEntry,
  type LogEntry,
  requestedEntry,
  settledEntry,
  startedEntry,
  stepCompletedEntry,
  stepFailedEntry,
  stepLabels,
  stepStartedEntry,
} from './log-entry.ts';

const requests = {
  DeploymentRequested: { type: 'creation', goal: 'deploy' },
  PauseRequested: { type: 'deactivation', goal: 'pause' },
  ResumeRequested: { type: 'activation', goal: 'resume' },
  CompletionRequested: { type: 'deactivation', goal: 'complete' },
  SyncRequested: { type: 'sync', goal: 'sync' },
} as const;

const insertWorkflow = statement(
  'workflow-insert',
  `insert into orchestration_workflows (workflow_id, orchestration_id, org_id, workflow_type, goal, status, steps,
     current_step, total_steps, progress, execution_log, rollback_data, requested_by, requested_at)
   select $1, o.orchestration_id, o.org_id, $3, $4, 'pending', '[]', 0, 0, 0, '[]', '{"created": [], "removed": []}', $5,
     $6
   from campaign_orchestrations o where o.orchestration_id = $2`,
);
const startWorkflow = statement(
  'workflow-start',
  `update orchestration_workflows set status = 'running', started_at = $2, steps = $3,
     total_steps = jsonb_array_length($3), execution_log = execution_log || $4 where workflow_id = $1`,
);
const log = statement(
  'workflow-log',
  'update orchestration_workflows set execution_log = execution_log || $2 where workflow_id = $1',
);
/**
 * Merges fields into one step. A step that was not planned (putting things right after a failure) is appended; progress
 * counts the planned steps only.
 */
const setStep = statement(
  'workflow-step',
  `update orchestration_workflows w set steps = s.steps, current_step = s.place, execution_log = execution_log || $4,
     progress = round(100.0 * s.completed / greatest(w.total_steps, 1), 2)
   from (
     select jsonb_agg(step order by n) as steps, max(n) filter (where step ->> 'name' = $2) as place,
       count(*) filter (where step ->> 'status' = 'completed' and n <= planned) as completed
     from (
       select n, planned, case when e.step ->> 'name' = $2 then e.step || $3 else e.step end as step
       from orchestration_workflows known, lateral (select known.total_steps as planned) p,
         lateral jsonb_array_elements(
           case when known.steps @> jsonb_build_array(jsonb_build_object('name', $2::text)) then known.steps
           else known.steps || jsonb_build_object('name', $2::text) end
         ) with ordinality e (step, n)
       where known.workflow_id = $1
     ) merged
   ) s
   where w.workflow_id = $1 and s.steps is not null`,
);
const logCreated = statement(
  'workflow-created',
  `update orchestration_workflows set execution_log = execution_log || $2,
     rollback_data = jsonb_set(rollback_data, '{created}', rollback_data -> 'created' || $3) where workflow_id = $1`,
);
/** What was removed is what this run had created on the platform. */
const logRemoved = statement(
  'workflow-removed',
  `update orchestration_workflows set execution_log = execution_log || $2,
     rollback_data = jsonb_set(rollback_data, '{removed}', rollback_data -> 'removed' ||
       jsonb_path_query_array(rollback_data, '$.created[*] ? (@.platform == $platform)',
         jsonb_build_object('platform', $3::text)))
   where workflow_id = $1`,
);
const completeWorkflow = statement(
  'workflow-complete',
  `update orchestration_workflows set status = 'completed', progress = 100, completed_at = $2,
     duration_seconds = extract(epoch from $2::timestamptz - started_at), execution_log = execution_log || $3
   where workflow_id = $1`,
);
const failWorkflow = statement(
  'workflow-fail',
  `update orchestration_workflows set status = 'failed', error_message = $4, completed_at = $2,
     duration_seconds = extract(epoch from $2::timestamptz - started_at), execution_log = execution_log || $3,
     rollback_data = jsonb_set(rollback_data, '{removed}', $5)
   where workflow_id = $1`,
);

const lines = (entry: LogEntry): string => json([entry]);

const requested = ({ type, data, metadata }: Recorded<keyof typeof requests>): readonly Statement[] => [
  insertWorkflow(
    ...[data.workflowId, data.orchestrationId, requests[type].type, requests[type].goal],
    ...[metadata.actor.id, metadata.occurredAt],
  ),
];

const step = (
  { workflowId, step: name }: Readonly<{ workflowId: string; step: StepName }>,
  fields: Readonly<Record<string, unknown>>,
  entry: LogEntry,
): readonly Statement[] => [setStep(workflowId, name, json({ label: stepLabels[name], ...fields }), lines(entry))];

const settled = ({ data }: Recorded<'OperationSettled'>): Statement => {
  const { workflowId, platform, outcome } = data;
  const entry = lines(settledEntry(data));
  if (outcome.status === 'succeeded' && outcome.result.kind === 'create-campaign') {
    const created = [{ platform, platform_campaign_id: outcome.result.platformCampaignId }];
    return logCreated(workflowId, entry, json(created));
  }
  const isRemoved = outcome.status === 'succeeded' && outcome.result.kind === 'remove-campaign';
  return isRemoved ? logRemoved(workflowId, entry, platform) : log(workflowId, entry);
};

const planned = (steps: readonly StepName[]): string =>
  json(
    steps.map((name) => ({
      ...{ name, label: stepLabels[name], status: 'pending', started_at: null, completed_at: null },
    })),
  );

export const workflowRows: Handlers = {
  DeploymentRequested: requested,
  PauseRequested: requested,
  ResumeRequested: requested,
  CompletionRequested: requested,
  SyncRequested: requested,
  WorkflowStarted: ({ data }) => [
    startWorkflow(data.workflowId, data.at, planned(data.steps), lines(startedEntry(data))),
  ],
  StepStarted: ({ data }) =>
    step(data, { status: 'running', started_at: data.at, completed_at: null }, stepStartedEntry(data)),
  StepCompleted: ({ data }) => step(data, { status: 'completed', completed_at: data.at }, stepCompletedEntry(data)),
  StepFailed: ({ data }) =>
    step(data, { status: 'failed', completed_at: data.at, error: data.error }, stepFailedEntry(data)),
  OperationRequested: ({ data }) => [log(data.workflowId, lines(requestedEntry(data)))],
  OperationSettled: (event) => [settled(event)],
  WorkflowCompleted: ({ data }) => [completeWorkflow(data.workflowId, data.at, lines(completedEntry(data)))],
  WorkflowFailed: ({ data }) => [
    failWorkflow(
      ...[data.workflowId, data.at, lines(failedEntry(data)), data.reason],
      json(
        data.rolledBack.map(({ platform, platformCampaignId }) => ({
          ...{ platform, platform_campaign_id: platformCampaignId },
        })),
      ),
    ),
  ],
};
