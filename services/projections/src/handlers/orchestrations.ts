import { type Allocation, toDecimal } from '@campaigns/contracts';
import { type EventOf, type Handlers, json, type Statement, statement } from '../statement.ts';

const asShares = (allocation: readonly Allocation[]): string =>
  json(Object.fromEntries(allocation.map(({ platform, amountMicros }) => [platform, toDecimal(amountMicros)])));

type Touched = Readonly<{ metadata: Readonly<{ occurredAt: string }>; revision: bigint }>;

/** Every event of the orchestration moves its revision on. */
const moved = (orchestrationId: string, { metadata, revision }: Touched): Statement =>
  statement('update campaign_orchestrations set updated_at = $2, revision = $3 where orchestration_id = $1', [
    orchestrationId,
    metadata.occurredAt,
    `${revision}`,
  ]);

const begun = (
  event: EventOf<'DeploymentRequested' | 'PauseRequested' | 'ResumeRequested' | 'CompletionRequested'>,
): readonly Statement[] => [
  statement(
    'update campaign_orchestrations set active_workflow_id = $2, updated_at = $3, revision = $4 where orchestration_id = $1',
    [event.data.orchestrationId, event.data.workflowId, event.metadata.occurredAt, `${event.revision}`],
  ),
];

const inState = (
  status: 'active' | 'paused' | 'completed' | 'failed',
  event: EventOf<
    'OrchestrationActivated' | 'OrchestrationPaused' | 'OrchestrationCompleted' | 'OrchestrationFailed'
  >,
): readonly Statement[] => [
  statement(
    `update campaign_orchestrations set status = $2, updated_at = $3, revision = $4,
       activated_at = case when $2 = 'active' then coalesce(activated_at, $5) else activated_at end,
       paused_at = case when $2 = 'paused' then $5 when $2 = 'active' then null else paused_at end,
       completed_at = case when $2 = 'completed' then $5 else completed_at end
     where orchestration_id = $1`,
    [event.data.orchestrationId, status, event.metadata.occurredAt, `${event.revision}`, event.data.at],
  ),
];

export const orchestrationHandlers: Handlers = {
  OrchestrationDrafted: ({ data, metadata, revision }) => [
    statement(
      `insert into campaign_orchestrations (orchestration_id, org_id, template_id, name, description, category, objective,
         status, platforms, currency, total_budget, budget_allocation, sync_strategy, sync_frequency_minutes,
         failure_policy, platform_count, active_platform_count, scheduled_start_at, scheduled_end_at, duration_days,
         creatives, created_by, created_at, updated_at, revision)
       values ($1, $2, $3, $4, $5, $6, $7, 'draft', $8, $9, $10::numeric / 1000000, $11, $12, $13, $14, $15, 0, $16, $17,
         $18, $19, $20, $21, $21, $22)`,
      [
        data.orchestrationId,
        data.orgId,
        data.templateId,
        data.name,
        data.description,
        data.category,
        data.objective,
        data.mappings.map(({ platform }) => platform),
        data.totalBudget.currency,
        data.totalBudget.micros,
        asShares(data.allocation),
        data.sync.strategy,
        data.sync.frequencyMinutes,
        data.failurePolicy,
        data.mappings.length,
        data.schedule.startAt,
        data.schedule.endAt,
        data.schedule.durationDays,
        json(data.creatives),
        metadata.actor.id,
        metadata.occurredAt,
        `${revision}`,
      ],
    ),
    statement('update campaign_templates set usage_count = usage_count + 1 where template_id = $1', [data.templateId]),
  ],
  DeploymentRequested: (event) => [
    ...begun(event),
    statement(
      'update campaign_orchestrations set flight_start_at = $2, flight_end_at = $3 where orchestration_id = $1',
      [event.data.orchestrationId, event.data.flight.startAt, event.data.flight.endAt],
    ),
  ],
  PauseRequested: begun,
  ResumeRequested: begun,
  CompletionRequested: begun,
  SyncRequested: (event) => [moved(event.data.orchestrationId, event)],
  PlatformCampaignStatusChanged: (event) => [moved(event.data.orchestrationId, event)],
  BudgetChanged: ({ data, metadata, revision }) => [
    statement(
      `update campaign_orchestrations set total_budget = $2::numeric / 1000000, budget_allocation = $3, updated_at = $4,
         revision = $5 where orchestration_id = $1`,
      [
        data.orchestrationId,
        data.totalBudget.micros,
        asShares(data.allocation),
        metadata.occurredAt,
        `${revision}`,
      ],
    ),
  ],
  OrchestrationActivated: (event) => inState('active', event),
  OrchestrationPaused: (event) => inState('paused', event),
  OrchestrationCompleted: (event) => inState('completed', event),
  OrchestrationFailed: (event) => inState('failed', event),
  WorkflowSettled: ({ data, metadata, revision }) => [
    statement(
      `update campaign_orchestrations set updated_at = $3, revision = $4,
         active_workflow_id = nullif(active_workflow_id, $2::uuid),
         last_synced_at = case when $5 = 'sync' and $6 <> 'failed' then $7 else last_synced_at end
       where orchestration_id = $1`,
      [
        data.orchestrationId,
        data.workflowId,
        metadata.occurredAt,
        `${revision}`,
        data.workflowType,
        data.outcome,
        data.at,
      ],
    ),
  ],
};
