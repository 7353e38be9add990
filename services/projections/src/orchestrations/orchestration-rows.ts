import { type Allocation, type Schedule, type SyncSettings, toDecimal } from '@campaigns/contracts';
import { decimal } from '../statements/decimal.ts';
import type { Handlers, Recorded } from '../statements/handlers.ts';
import { json, type SqlValue, type Statement, settledOnce, statement } from '../statements/statement.ts';
import { touch } from './touch.ts';

const syncColumns = 'sync_strategy, sync_frequency_minutes, sync_cron, sync_zone, sync_policy';
const scheduleColumns = `scheduled_start_at, scheduled_end_at, duration_days, scheduled_start_on_clock,
     scheduled_end_on_clock, late_policy`;

const insertOrchestration = statement(
  'orchestration-insert',
  `insert into campaign_orchestrations (orchestration_id, org_id, template_id, name, description, category, objective,
     status, platforms, currency, total_budget, budget_allocation, failure_policy, platform_count, active_platform_count,
     creatives, created_by, created_at, updated_at, revision, cloned_from, ${syncColumns}, ${scheduleColumns})
   values ($1, $2, $3, $4, $5, $6, $7, 'draft', array(select jsonb_array_elements_text($8::jsonb)), $9, $10, $11, $12,
     jsonb_array_length($8::jsonb), 0, $13, $14, $15, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28)`,
);
const changed = (name: string, set: string) =>
  statement(`orchestration-${name}`, `update campaign_orchestrations set ${set} where orchestration_id = $1`);
const startRun = changed('run', 'active_workflow_id = $2');
const startDeployment = changed(
  'deployment',
  'active_workflow_id = $2, flight_start_at = $3, flight_end_at = $4, missed_start_at = null, missed_start_reason = null',
);
const setBudget = changed(
  'budget',
  `total_budget = $2, currency = $3, budget_allocation = $4,
     budget_reached_at = case when $2::numeric > budget_reached_total then null else budget_reached_at end,
     budget_reached_total = case when $2::numeric > budget_reached_total then null else budget_reached_total end`,
);
const setLimits = changed('budget-limits', 'budget_limits = $2');
/** Told again of the same total it stays at the first time. */
const reachBudget = changed(
  'budget-reached',
  `budget_reached_at = case when budget_reached_total = $2::numeric then budget_reached_at else $3 end,
     budget_reached_total = $2`,
);
const setPart = changed('part', 'budget_allocation = budget_allocation || jsonb_build_object($2::text, $3::numeric)');
const rename = changed('name', 'name = $2');
const describe = changed('description', 'description = $2');
const setFailurePolicy = changed('failure-policy', 'failure_policy = $2');
const setSync = changed('sync', `(${syncColumns}) = row ($2, $3, $4, $5, $6)`);
const setSchedule = changed('schedule', `(${scheduleColumns}) = row ($2, $3, $4, $5, $6, $7)`);
const noneMissed = 'missed_start_at = null, missed_start_reason = null';
const schedule = changed('scheduled', `status = 'scheduled', ${noneMissed}`);
const cancelSchedule = changed('schedule-cancelled', `status = 'draft', ${noneMissed}`);
/** Whoever is to be asked finds it scheduled still. */
const missStart = changed(
  'start-missed',
  `missed_start_at = $2, missed_start_reason = $3,
     status = case when $4 <> 'ask' and status = 'scheduled' then 'draft' else status end`,
);
const archive = changed('archived', 'archived_at = $2');
const activate = changed('active', `status = 'active', activated_at = $2`);
const pause = changed('paused', `status = 'paused', paused_at = $2`);
const complete = changed('completed', `status = 'completed', completed_at = $2`);
const fail = changed('failed', `status = 'failed'`);
const endRun = changed('run-ended', 'active_workflow_id = nullif(active_workflow_id, $2::uuid)');
const unitsOf = (amount: number | null): number | null => (amount === null ? null : toDecimal(amount));
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

const syncValues = ({ strategy, frequencyMinutes, cron, zone, policy }: SyncSettings): readonly SqlValue[] => [
  ...[strategy, frequencyMinutes, cron ?? null, zone ?? null, json(policy ?? {})],
];
const jsonOrNull = (value: unknown): string | null => (value === undefined ? null : json(value));
const scheduleValues = (given: Schedule): readonly SqlValue[] => [
  ...[given.startAt, given.endAt, given.durationDays],
  ...[jsonOrNull(given.startOnClock), jsonOrNull(given.endOnClock), given.late ?? 'run'],
];

const drafted = ({ data, revision, metadata }: Recorded<'OrchestrationDrafted'>): Statement => {
  const { totalBudget } = data;
  return insertOrchestration(
    ...[data.orchestrationId, data.orgId, data.templateId, data.name, data.description, data.category, data.objective],
    ...[json(data.mappings.map(({ platform }) => platform)), totalBudget.currency, decimal(totalBudget.micros)],
    ...[allocationJson(data.allocation), data.failurePolicy, json(data.creatives), metadata.actor.id],
    ...[metadata.occurredAt, revision, data.clonedFrom ?? null],
    ...[...syncValues(data.sync), ...scheduleValues(data.schedule)],
  );
};

const updated = (event: Recorded<'OrchestrationUpdated'>): readonly Statement[] => {
  const { orchestrationId: id, name, description, sync, failurePolicy, schedule: dates } = event.data;
  return [
    ...(name === undefined ? [] : [rename(id, name)]),
    ...(description === undefined ? [] : [describe(id, description)]),
    ...(sync === undefined ? [] : [setSync(id, ...syncValues(sync))]),
    ...(failurePolicy === undefined ? [] : [setFailurePolicy(id, failurePolicy)]),
    ...(dates === undefined ? [] : [setSchedule(id, ...scheduleValues(dates))]),
    touch(event),
  ];
};

const runRequested = (
  event: Recorded<'PauseRequested' | 'ResumeRequested' | 'CompletionRequested' | 'CleanUpRequested'>,
): readonly Statement[] => [startRun(event.data.orchestrationId, event.data.workflowId), touch(event)];

export const orchestrationRows: Handlers = {
  OrchestrationDrafted: (event) => [drafted(event)],
  OrchestrationUpdated: updated,
  OrchestrationScheduled: (event) => {
    const { orchestrationId: id, schedule: dates } = event.data;
    return [schedule(id), setSchedule(id, ...scheduleValues(dates)), touch(event)];
  },
  ScheduleCancelled: (event) => [cancelSchedule(event.data.orchestrationId), touch(event)],
  ScheduledStartMissed: (event) => {
    const { orchestrationId, startAt, reason, late } = event.data;
    return [missStart(orchestrationId, startAt, reason, late), touch(event)];
  },
  OrchestrationArchived: (event) => [archive(event.data.orchestrationId, event.data.at), touch(event)],
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
  CleanUpRequested: runRequested,
  // These run beside the life cycle and do not occupy the orchestration.
  SyncRequested: (event) => [touch(event)],
  PlanRequested: (event) => [touch(event)],
  OptimizationRequested: (event) => [touch(event)],
  RotationRequested: (event) => [touch(event)],
  BudgetChanged: (event) => {
    const { orchestrationId, totalBudget, allocation } = event.data;
    const total = decimal(totalBudget.micros);
    return [setBudget(orchestrationId, total, totalBudget.currency, allocationJson(allocation)), touch(event)];
  },
  BudgetLimitsSet: (event) => {
    const limits = event.data.limits.map(({ platform, leastMicros, mostMicros, locked }) => [
      platform,
      { least: unitsOf(leastMicros), most: unitsOf(mostMicros), locked },
    ]);
    return [setLimits(event.data.orchestrationId, json(Object.fromEntries(limits))), touch(event)];
  },
  BudgetReached: (event) => {
    const { orchestrationId, capMicros, at } = event.data;
    return [reachBudget(orchestrationId, decimal(capMicros), at), touch(event)];
  },
  ExternalChangeAdopted: (event) => {
    const { orchestrationId: id, platform, adopted } = event.data;
    const { budget } = adopted;
    const part = budget === undefined ? [] : [setPart(id, platform, decimal(budget.micros))];
    return [...part, touch(event), countPlatforms(id)];
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
