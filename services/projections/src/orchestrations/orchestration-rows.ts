import type { Allocation } from '@campaigns/contracts';
import { decimal } from '../statements/decimal.ts';
import type { Handlers, Recorded } from '../statements/handlers.ts';
import { json, type Statement, settledOnce, statement } from '../statements/statement.ts';
import { touch } from './touch.ts';

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
  statement(`orchestration-${name}`, `update campaign_orchestrations set ${set} where orchestration_id = $1`);
const startRun = changed('run', 'active_workflow_id = $2');
const startDeployment = changed('deployment', 'active_workflow_id = $2, flight_start_at = $3, flight_end_at = $4');
const setBudget = changed('budget', 'total_budget = $2, currency = $3, budget_allocation = $4');
const activate = changed('active', `status = 'active', activated_at = $2`);
const pause = changed('paused', `status = 'paused', paused_at = $2`);
const complete = changed('completed', `status = 'completed', completed_at = $2`);
const fail = changed('failed', `status = 'failed'`);
const endRun = changed('run-ended', 'active_workflow_id = nullif(active_workflow_id, $2::uuid)');
/** Recomputed from the mappings, so that no sequence of events can make the counters drift. */
const countPlatforms = settledOnce(
  'orchestration-counts',
  `update campaign_orchestrations o set platform_count = n.platforms, active_platform_count = n.active
   from (select count(*) as platforms, count(*) filter (where status = 'active') as active
         from orchestration_platforms where orchestration_id = $1) n
   where o.orchestration_id = $1 and (o.platform_count, o.active_platform_count) is distinct from (n.platforms, n.active)`,
);

/** `{"meta": 5000, …}` in currency units. Written by hand: a JavaScript number would round large amounts. */
const allocationJson = (parts: readonly Allocation[]): string =>
  `{${parts.map(({ platform, amountMicros }) => `"${platform}":${decimal(amountMicros)}`).join(',')}}`;

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
): readonly Statement[] => [startRun(event.data.orchestrationId, event.data.workflowId), touch(event)];

export const orchestrationRows: Handlers = {
  OrchestrationDrafted: (event) => [drafted(event)],
  DeploymentRequested: (event) => {
    const { workflowId, flight, orchestrationId } = event.data;
    return [
      startDeployment(orchestrationId, workflowId, flight.startAt, flight.endAt),
      touch(event),
      // A target may have been counted as active before.
      countPlatforms(orchestrationId),
    ];
  },
  PauseRequested: runRequested,
  ResumeRequested: runRequested,
  CompletionRequested: runRequested,
  // A sync runs beside the life cycle and does not occupy the orchestration.
  SyncRequested: (event) => [touch(event)],
  BudgetChanged: (event) => {
    const { orchestrationId, totalBudget, allocation } = event.data;
    const total = decimal(totalBudget.micros);
    return [setBudget(orchestrationId, total, totalBudget.currency, allocationJson(allocation)), touch(event)];
  },
  PlatformCampaignStatusChanged: (event) => [touch(event), countPlatforms(event.data.orchestrationId)],
  OrchestrationActivated: (event) => [activate(event.data.orchestrationId, event.data.at), touch(event)],
  OrchestrationPaused: (event) => [pause(event.data.orchestrationId, event.data.at), touch(event)],
  OrchestrationCompleted: (event) => [complete(event.data.orchestrationId, event.data.at), touch(event)],
  OrchestrationFailed: (event) => [fail(event.data.orchestrationId), touch(event)],
  WorkflowSettled: (event) => {
    const { orchestrationId, workflowId, workflowType, outcome, at } = event.data;
    if (workflowType === 'sync') return [touch(event, outcome === 'failed' ? null : at)];
    return [endRun(orchestrationId, workflowId), touch(event)];
  },
};
