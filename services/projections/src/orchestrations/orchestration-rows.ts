import type { Allocation } from '@campaigns/contracts';
import { decimal } from '../statements/decimal.ts';
import type { Handlers, Recorded } from '../statements/handlers.ts';
import { json, type SqlValue, type Statement, settlingStatement, statement } from '../statements/statement.ts';

const insertOrchestration = statement(
  'orchestration-insert',
  `insert into campaign_orchestrations (orchestration_id, org_id, template_id, name, description, category, objective,
     status, platforms, currency, total_budget, budget_allocation, sync_strategy, sync_frequency_minutes, failure_policy,
     platform_count, active_platform_count, scheduled_start_at, scheduled_end_at, duration_days, creatives, created_by,
     created_at, updated_at, revision)
   values ($1, $2, $3, $4, $5, $6, $7, 'draft', array(select jsonb_array_elements_text($8::jsonb)), $9, $10, $11, $12,
     $13, $14, jsonb_array_length($8::jsonb), 0, $15, $16, $17, $18, $19, $20, $20, $21)`,
);
const changed = (name: string, set: string) =>
  statement(
    `orchestration-${name}`,
    `update campaign_orchestrations set revision = $2, updated_at = $3, ${set} where orchestration_id = $1`,
  );
const setRevision = statement(
  'orchestration-revision',
  'update campaign_orchestrations set revision = $2, updated_at = $3 where orchestration_id = $1',
);
const startRun = changed('run', 'active_workflow_id = $4');
const startDeployment = changed('deployment', 'active_workflow_id = $4, flight_start_at = $5, flight_end_at = $6');
const setBudget = changed('budget', 'total_budget = $4, currency = $5, budget_allocation = $6');
const activate = changed('active', `status = 'active', activated_at = $4`);
const pause = changed('paused', `status = 'paused', paused_at = $4`);
const complete = changed('completed', `status = 'completed', completed_at = $4`);
const fail = changed('failed', `status = 'failed'`);
const settleRun = changed(
  'settled',
  `active_workflow_id = nullif(active_workflow_id, $4::uuid), last_synced_at = coalesce($5::timestamptz, last_synced_at)`,
);
/** Recomputed from the mappings, so that no sequence of events can make the counters drift. */
const countPlatforms = settlingStatement(
  'orchestration-counts',
  `update campaign_orchestrations o set platform_count = n.platforms, active_platform_count = n.active
   from (select count(*) as platforms, count(*) filter (where status = 'active') as active
         from orchestration_platforms where orchestration_id = $1) n
   where o.orchestration_id = $1 and (o.platform_count, o.active_platform_count) is distinct from (n.platforms, n.active)`,
);

/** `{"meta": 5000, …}` in currency units. Written by hand: a JavaScript number would round large amounts. */
const allocationJson = (parts: readonly Allocation[]): string =>
  `{${parts.map(({ platform, amountMicros }) => `"${platform}":${decimal(amountMicros)}`).join(',')}}`;

const head = ({ data, revision, metadata }: Recorded<OrchestrationEventType>): readonly SqlValue[] => [
  data.orchestrationId,
  revision,
  metadata.occurredAt,
];

type OrchestrationEventType =
  | 'DeploymentRequested'
  | 'PauseRequested'
  | 'ResumeRequested'
  | 'CompletionRequested'
  | 'SyncRequested'
  | 'BudgetChanged'
  | 'PlatformCampaignStatusChanged'
  | 'OrchestrationActivated'
  | 'OrchestrationPaused'
  | 'OrchestrationCompleted'
  | 'OrchestrationFailed'
  | 'WorkflowSettled';

const drafted = ({ data, revision, metadata }: Recorded<'OrchestrationDrafted'>): Statement => {
  const { totalBudget, schedule, sync } = data;
  return insertOrchestration(
    ...[data.orchestrationId, data.orgId, data.templateId, data.name, data.description, data.category, data.objective],
    ...[json(data.mappings.map(({ platform }) => platform)), totalBudget.currency, decimal(totalBudget.micros)],
    ...[allocationJson(data.allocation), sync.strategy, sync.frequencyMinutes, data.failurePolicy],
    ...[schedule.startAt, schedule.endAt, schedule.durationDays, json(data.creatives), metadata.actor.id],
    ...[metadata.occurredAt, revision],
  );
};

const runRequested = (
  event: Recorded<'PauseRequested' | 'ResumeRequested' | 'CompletionRequested'>,
): readonly Statement[] => [startRun(...head(event), event.data.workflowId)];

export const orchestrationRows: Handlers = {
  OrchestrationDrafted: (event) => [drafted(event)],
  DeploymentRequested: (event) => {
    const { workflowId, flight, orchestrationId } = event.data;
    return [
      startDeployment(...head(event), workflowId, flight.startAt, flight.endAt),
      // A target may have been counted as active before.
      countPlatforms(orchestrationId),
    ];
  },
  PauseRequested: runRequested,
  ResumeRequested: runRequested,
  CompletionRequested: runRequested,
  // A sync runs beside the life cycle and does not occupy the orchestration.
  SyncRequested: (event) => [setRevision(...head(event))],
  BudgetChanged: (event) => {
    const { totalBudget, allocation } = event.data;
    return [setBudget(...head(event), decimal(totalBudget.micros), totalBudget.currency, allocationJson(allocation))];
  },
  PlatformCampaignStatusChanged: (event) => [setRevision(...head(event)), countPlatforms(event.data.orchestrationId)],
  OrchestrationActivated: (event) => [activate(...head(event), event.data.at)],
  OrchestrationPaused: (event) => [pause(...head(event), event.data.at)],
  OrchestrationCompleted: (event) => [complete(...head(event), event.data.at)],
  OrchestrationFailed: (event) => [fail(...head(event))],
  WorkflowSettled: (event) => {
    const { workflowId, workflowType, outcome, at } = event.data;
    const hasSynced = workflowType === 'sync' && outcome !== 'failed';
    return [settleRun(...head(event), workflowId, hasSynced ? at : null)];
  },
};
