import { type CampaignDomainEvent, type RecordedEvent, toDecimal } from '@campaigns/contracts';
import { ledgerRows } from './ledger-rows.ts';
import { scheduleColumns, settingRows, syncColumns } from './setting-rows.ts';
import type { Statement } from './statement.ts';

const runs = {
  DeploymentRequested: ['creation', 'deploy'],
  PauseRequested: ['deactivation', 'pause'],
  ResumeRequested: ['activation', 'resume'],
  CompletionRequested: ['deactivation', 'complete'],
  SyncRequested: ['sync', 'sync'],
  PlanRequested: ['creation', 'plan'],
  OptimizationRequested: ['optimization', 'optimize'],
  RotationRequested: ['optimization', 'rotate'],
  CleanUpRequested: ['deactivation', 'clean_up'],
} as const;

const statuses = {
  OrchestrationActivated: 'active',
  OrchestrationPaused: 'paused',
  OrchestrationCompleted: 'completed',
  OrchestrationFailed: 'failed',
} as const;

type Recorded = RecordedEvent<CampaignDomainEvent>;
type Drafted = Extract<Recorded, { type: 'OrchestrationDrafted' }>;

const draftRows = ({ data, metadata, revision }: Drafted): readonly Statement[] => {
  const at = metadata.occurredAt;
  const { orchestrationId, orgId, totalBudget, schedule, sync } = data;
  const platforms = data.mappings.map(({ platform }) => platform);
  const orchestration: Statement = {
    text: `insert into read.campaign_orchestrations (orchestration_id, org_id, template_id, name, description, category, objective, status,
      platforms, currency, total_budget, budget_allocation, failure_policy, platform_count, active_platform_count, creatives,
      created_by, created_at, updated_at, revision, cloned_from, ${syncColumns.names}, ${scheduleColumns.names}) values ($1,$2,$3,
      $4,$5,$6,$7,'draft',$8,$9,$10,'{}',$11,$12,0,$13,$14,$15,$15,$16,$17,$18,$19,$20,$21,$22,$23,$24,$25,$26,$27,$28)`,
    values: [
      ...[
        orchestrationId,
        orgId,
        data.templateId,
        data.name,
        data.description,
        data.category,
        data.objective,
        platforms,
      ],
      ...[totalBudget.currency, toDecimal(totalBudget.micros), data.failurePolicy, platforms.length],
      ...[JSON.stringify(data.creatives), metadata.actor.id, at, revision, data.clonedFrom],
      ...[...syncColumns.values(sync), ...scheduleColumns.values(schedule)],
    ],
  };
  const mappings = data.mappings.map(({ mappingId, platform, connectionId, adAccountId, config }): Statement => {
    const part = data.allocation.find((one) => one.platform === platform)?.amountMicros ?? 0;
    return {
      text: `insert into read.orchestration_platforms (mapping_id, orchestration_id, org_id, platform, connection_id, ad_account_id, status,
        currency, allocated_budget, config, created_at, updated_at) values ($1,$2,$3,$4,$5,$6,'pending',$7,$8,$9,$10,$10)`,
      values: [
        ...[mappingId, orchestrationId, orgId, platform, connectionId, adAccountId, totalBudget.currency],
        ...[toDecimal(part), JSON.stringify(config), at],
      ],
    };
  });
  const use = 'update read.campaign_templates set usage_count = usage_count + 1 where template_id = $1';
  const uses = data.clonedFrom === undefined ? [{ text: use, values: [data.templateId] }] : [];
  return [orchestration, ...mappings, ...uses];
};

const moved = (id: string, { revision, metadata }: Recorded, set = '', values: readonly unknown[] = []): Statement => ({
  text: `update read.campaign_orchestrations set revision = $2, updated_at = $3 ${set} where orchestration_id = $1`,
  values: [id, revision, metadata.occurredAt, ...values],
});

/** Platforms as the event has left them, from then on. */
const history = (id: string, { revision, metadata }: Recorded): Statement => ({
  text: `insert into read.platform_history (mapping_id, revision, org_id, orchestration_id, platform, changed_at, status,
      platform_campaign_id, currency, allocated_budget, total_budget)
    select p.mapping_id, $2, p.org_id, p.orchestration_id, p.platform, $3, p.status, p.platform_campaign_id, p.currency,
      p.allocated_budget, o.total_budget
    from read.orchestration_platforms p join read.campaign_orchestrations o using (orchestration_id)
    where p.orchestration_id = $1`,
  values: [id, revision, metadata.occurredAt],
});

export const orchestrationRows = (recorded: Recorded): readonly Statement[] => {
  const { metadata } = recorded;
  switch (recorded.type) {
    case 'OrchestrationDrafted':
      return [...draftRows(recorded), history(recorded.data.orchestrationId, recorded)];
    case 'DeploymentRequested':
    case 'PauseRequested':
    case 'ResumeRequested':
    case 'CompletionRequested':
    case 'SyncRequested':
    case 'PlanRequested':
    case 'OptimizationRequested':
    case 'RotationRequested':
    case 'CleanUpRequested': {
      const { orchestrationId, workflowId } = recorded.data;
      const text = `insert into read.orchestration_workflows (workflow_id, orchestration_id, org_id, workflow_type, goal, status, steps,
        current_step, total_steps, progress, execution_log, rollback_data, requested_by, requested_at)
        values ($1,$2,$3,$4,$5,'pending','[]',0,0,0,'[]','[]',$6,$7)`;
      const [type, goal] = runs[recorded.type];
      const values = [workflowId, orchestrationId, metadata.orgId, type, goal, metadata.actor.id, metadata.occurredAt];
      return [{ text, values }, ...ledgerRows(recorded), moved(orchestrationId, recorded)];
    }
    case 'OrchestrationUpdated':
    case 'OrchestrationScheduled':
    case 'ScheduleCancelled':
    case 'ScheduledStartMissed':
    case 'OrchestrationArchived':
    case 'BudgetLimitsSet':
    case 'BudgetReached':
      return [...settingRows(recorded), moved(recorded.data.orchestrationId, recorded)];
    case 'BudgetChanged': {
      const { orchestrationId, totalBudget, allocation } = recorded.data;
      const parts = allocation.map(
        ({ platform, amountMicros }): Statement => ({
          text: 'update read.orchestration_platforms set allocated_budget = $3 where orchestration_id = $1 and platform = $2',
          values: [orchestrationId, platform, toDecimal(amountMicros)],
        }),
      );
      const total = moved(orchestrationId, recorded, ', total_budget = $4', [toDecimal(totalBudget.micros)]);
      return [total, ...parts, history(orchestrationId, recorded)];
    }
    case 'PlatformCampaignStatusChanged': {
      const { orchestrationId, mappingId, status, platformCampaignId, error } = recorded.data;
      const text = `update read.orchestration_platforms set status = $2, platform_campaign_id = $3, status_error = $4
        where mapping_id = $1`;
      const change = { text, values: [mappingId, status, platformCampaignId, error] };
      return [change, moved(orchestrationId, recorded), history(orchestrationId, recorded)];
    }
    case 'OrchestrationActivated':
    case 'OrchestrationPaused':
    case 'OrchestrationCompleted':
    case 'OrchestrationFailed':
      return [moved(recorded.data.orchestrationId, recorded, ', status = $4', [statuses[recorded.type]])];
    case 'WorkflowStarted':
    case 'OperatorNeeded':
    case 'OperatorActed': {
      const text = 'update read.orchestration_workflows set status = $2 where workflow_id = $1';
      const status = recorded.type === 'OperatorNeeded' ? 'needs_operator' : 'running';
      return [{ text, values: [recorded.data.workflowId, status] }];
    }
    case 'WorkflowSettled':
      return [...ledgerRows(recorded), moved(recorded.data.orchestrationId, recorded)];
    default:
      return [];
  }
};
