import type { Recommendation, StepName } from '@campaigns/contracts';
import { decimal } from '../statements/decimal.ts';
import type { Handlers, Recorded } from '../statements/handlers.ts';
import { json, type Statement, statement } from '../statements/statement.ts';
import { appendLog } from './append-log.ts';
import { changeStep } from './change-step.ts';
import {
  actedEntry,
  completedEntry,
  failedEntry,
  neededEntry,
  orphanView,
  requestedEntry,
  settledEntry,
  startedEntry,
  stepCompletedEntry,
  stepFailedEntry,
  stepLabels,
  stepStartedEntry,
} from './log-entry.ts';

const requests = {
  PlanRequested: { type: 'creation', goal: 'plan' },
  DeploymentRequested: { type: 'creation', goal: 'deploy' },
  PauseRequested: { type: 'deactivation', goal: 'pause' },
  ResumeRequested: { type: 'activation', goal: 'resume' },
  CompletionRequested: { type: 'deactivation', goal: 'complete' },
  SyncRequested: { type: 'sync', goal: 'sync' },
  OptimizationRequested: { type: 'optimization', goal: 'optimize' },
  RotationRequested: { type: 'optimization', goal: 'rotate' },
  CleanUpRequested: { type: 'deactivation', goal: 'clean_up' },
} as const;

const insertWorkflow = statement(
  'workflow-insert',
  `insert into orchestration_workflows (workflow_id, orchestration_id, org_id, workflow_type, goal, status, steps,
     current_step, total_steps, progress, execution_log, rollback_data, requested_by, requested_at)
   select $1, o.orchestration_id, o.org_id, $3, $4, 'pending', '[]', 0, 0, 0, '[]', '{"created": [], "removed": [], "orphans": []}', $5,
     $6
   from campaign_orchestrations o where o.orchestration_id = $2`,
);
const startWorkflow = statement(
  'workflow-start',
  `update orchestration_workflows set status = 'running', started_at = $2, steps = $3,
     total_steps = jsonb_array_length($3) where workflow_id = $1`,
);
const addCreated = statement(
  'workflow-created',
  `update orchestration_workflows
   set rollback_data = jsonb_set(rollback_data, '{created}', rollback_data -> 'created' || $2) where workflow_id = $1`,
);
/** What was removed is what this run had created on the platform. */
const addRemoved = statement(
  'workflow-removed',
  `update orchestration_workflows
   set rollback_data = jsonb_set(rollback_data, '{removed}', rollback_data -> 'removed' ||
     jsonb_path_query_array(rollback_data, '$.created[*] ? (@.platform == $platform)',
       jsonb_build_object('platform', $2::text)))
   where workflow_id = $1`,
);
const recordFailure = statement(
  'workflow-failure',
  `update orchestration_workflows set error_message = $2,
     rollback_data = rollback_data || jsonb_build_object('removed', $3::jsonb, 'orphans', $4::jsonb)
   where workflow_id = $1`,
);
/** What it waits for is said as what went wrong, as long as it waits. */
const awaitOperator = statement(
  'workflow-needs-operator',
  `update orchestration_workflows set status = 'needs_operator', error_message = $2 where workflow_id = $1`,
);
const goOn = statement(
  'workflow-goes-on',
  `update orchestration_workflows set status = 'running', error_message = null where workflow_id = $1`,
);
const recommend = statement(
  'workflow-recommendation',
  'update orchestration_workflows set recommendation = $2 where workflow_id = $1',
);
/**
 * A run is shown as over when the orchestration has taken its outcome in, not before: whoever waits for the end and then
 * looks at the orchestration, or acts on it, finds what the run made of it.
 */
const endWorkflow = statement(
  'workflow-end',
  `update orchestration_workflows set status = $2, progress = case when $2 = 'completed' then 100 else progress end,
     completed_at = $3, duration_seconds = extract(epoch from $3::timestamptz - started_at) where workflow_id = $1`,
);

const requested = ({ type, data, metadata }: Recorded<keyof typeof requests>): readonly Statement[] => [
  insertWorkflow(
    ...[data.workflowId, data.orchestrationId, requests[type].type, requests[type].goal],
    ...[metadata.actor.id, metadata.occurredAt],
  ),
];

const settled = ({ data }: Recorded<'OperationSettled'>): readonly Statement[] => {
  const { workflowId, platform, outcome } = data;
  const line = appendLog(workflowId, settledEntry(data));
  if (outcome.status === 'failed') return [line];
  const { result } = outcome;
  if (result.kind === 'create-campaign') {
    const created = [{ platform, platform_campaign_id: result.platformCampaignId }];
    return [addCreated(workflowId, json(created)), line];
  }
  return result.kind === 'remove-campaign' ? [addRemoved(workflowId, platform), line] : [line];
};

const removed = ({ platform, platformCampaignId }: Recorded<'WorkflowFailed'>['data']['rolledBack'][number]) => ({
  platform,
  platform_campaign_id: platformCampaignId,
});

/** In currency units, as everywhere in what is read. */
const recommendationView = ({ allocation, reasons }: Recommendation) => ({
  budget_allocation: Object.fromEntries(
    allocation.map(({ platform, amountMicros }) => [platform, Number(decimal(amountMicros))]),
  ),
  reasons: reasons.map(({ platform, beforeMicros, afterMicros, reason }) => ({
    ...{ platform, before: Number(decimal(beforeMicros)), after: Number(decimal(afterMicros)), reason },
  })),
});

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
  PlanRequested: requested,
  OptimizationRequested: requested,
  RotationRequested: requested,
  CleanUpRequested: requested,
  WorkflowStarted: ({ data }) => [
    startWorkflow(data.workflowId, data.at, planned(data.steps)),
    appendLog(data.workflowId, startedEntry(data)),
  ],
  StepStarted: ({ data }) => [
    changeStep(data.workflowId, data.step, { status: 'running', started_at: data.at, completed_at: null }),
    appendLog(data.workflowId, stepStartedEntry(data)),
  ],
  StepCompleted: ({ data }) => [
    changeStep(data.workflowId, data.step, { status: 'completed', completed_at: data.at }),
    appendLog(data.workflowId, stepCompletedEntry(data)),
  ],
  StepFailed: ({ data }) => [
    changeStep(data.workflowId, data.step, { status: 'failed', completed_at: data.at, error: data.error }),
    appendLog(data.workflowId, stepFailedEntry(data)),
  ],
  OperationRequested: ({ data }) => [appendLog(data.workflowId, requestedEntry(data))],
  OperationSettled: settled,
  OperatorNeeded: ({ data }) => [
    awaitOperator(data.workflowId, data.reason),
    appendLog(data.workflowId, neededEntry(data)),
  ],
  OperatorActed: (event) => [goOn(event.data.workflowId), appendLog(event.data.workflowId, actedEntry(event))],
  RecommendationsMade: ({ data }) => [recommend(data.workflowId, json(recommendationView(data.recommendation)))],
  WorkflowCompleted: ({ data }) => [appendLog(data.workflowId, completedEntry(data))],
  WorkflowFailed: ({ data }) => [
    recordFailure(
      ...[data.workflowId, data.reason, json(data.rolledBack.map(removed))],
      json((data.orphans ?? []).map(orphanView)),
    ),
    appendLog(data.workflowId, failedEntry(data)),
  ],
  WorkflowSettled: ({ data }) => [
    endWorkflow(data.workflowId, data.ending ?? (data.outcome === 'completed' ? 'completed' : 'failed'), data.at),
  ],
};
