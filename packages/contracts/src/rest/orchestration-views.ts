import { z } from 'zod';
import { creative } from '../creative.ts';
import {
  category,
  failurePolicy,
  latePolicy,
  mappingStatus,
  objective,
  orchestrationStatus,
  platform,
  syncStrategy,
} from '../vocabulary.ts';
import { planView } from './ads.ts';
import { connectionView } from './connections.ts';
import { driftDigest } from './drift.ts';
import { currency, instantOut, json, nextCursor, revision, settings, success, units } from './fields.ts';
import { performanceView } from './performance.ts';
import { budgetLimitsView } from './recommendations.ts';
import { syncPolicyView, wallClockView } from './schedules.ts';
import { syncLogView, workflowView } from './workflows.ts';

const summaryFields = {
  orchestration_id: z.uuid(),
  template_id: z.uuid(),
  name: z.string(),
  description: z.string().nullable(),
  category,
  objective,
  status: orchestrationStatus,
  platforms: z.array(platform),
  currency,
  total_budget: units,
  budget_allocation: z.partialRecord(platform, units),
  sync_strategy: syncStrategy,
  sync_frequency_minutes: z.int(),
  sync_cron: z.string().nullable(),
  sync_zone: z.string().nullable(),
  sync_policy: syncPolicyView,
  failure_policy: failurePolicy,
  platform_count: z.int(),
  active_platform_count: z.int(),
  scheduled_start_at: instantOut.nullable(),
  scheduled_end_at: instantOut.nullable(),
  scheduled_start_on_clock: wallClockView.nullable().meta({ description: 'Where the start was given as a local time' }),
  scheduled_end_on_clock: wallClockView.nullable(),
  duration_days: z.int(),
  late_policy: latePolicy,
  missed_start_at: instantOut.nullable().meta({ description: 'The scheduled start that nobody could make in time' }),
  missed_start_reason: z.string().nullable(),
  flight_start_at: instantOut.nullable(),
  flight_end_at: instantOut.nullable(),
  activated_at: instantOut.nullable(),
  paused_at: instantOut.nullable(),
  completed_at: instantOut.nullable(),
  budget_reached_at: instantOut
    .nullable()
    .meta({ description: 'When the total was spent, as long as it is not raised' }),
  archived_at: instantOut.nullable(),
  cloned_from: z.uuid().nullable().meta({ description: 'The orchestration that it is a copy of' }),
  last_synced_at: instantOut.nullable(),
  active_workflow_id: z.uuid().nullable(),
  created_by: z.string(),
  created_at: instantOut,
  updated_at: instantOut,
  revision,
};

export const orchestrationSummary = z.strictObject(summaryFields).meta({ id: 'OrchestrationSummary' });
export type OrchestrationSummary = z.infer<typeof orchestrationSummary>;

/** One platform's part: which account, which campaign, how much, how it does. */
export const mappingView = z
  .strictObject({
    mapping_id: z.uuid(),
    platform,
    connection_id: z.uuid(),
    ad_account_id: z.string(),
    platform_campaign_id: z.string().nullable(),
    platform_ad_group_id: z.string().nullable(),
    plan: planView,
    own_name: z
      .string()
      .nullable()
      .meta({ description: 'What it is called on its platform, where that is another name' }),
    status: mappingStatus,
    status_error: z.string().nullable().meta({ description: 'Why the platform is not what was last asked of it' }),
    currency,
    allocated_budget: units,
    applied_budget: units.meta({ description: 'What the platform has confirmed' }),
    reserved_budget: units.meta({
      description: 'What it may have beyond that, because it is on its way or unconfirmed',
    }),
    config: settings,
    spend: units,
    impressions: z.int(),
    clicks: z.int(),
    conversions: z.number(),
    revenue: units,
    last_synced_at: instantOut.nullable(),
    sync_metadata: json,
    created_at: instantOut,
    updated_at: instantOut,
  })
  .meta({ id: 'PlatformMapping' });
export type MappingView = z.infer<typeof mappingView>;

export const orchestrationDetails = z
  .strictObject({
    ...summaryFields,
    budget_limits: budgetLimitsView.meta({ description: 'Of single platforms, when the budget is split anew' }),
    creatives: z.array(creative),
    mappings: z.array(mappingView),
    connections: z.array(connectionView),
    workflows: z.array(workflowView).meta({ description: 'The latest 10, newest first' }),
    sync_logs: z.array(syncLogView).meta({ description: 'The latest 20, newest first' }),
    performance: performanceView,
    drift: driftDigest,
  })
  .meta({ id: 'Orchestration' });
export type OrchestrationDetails = z.infer<typeof orchestrationDetails>;

export const orchestrationAnswer = z
  .strictObject({ success, orchestration: orchestrationDetails })
  .meta({ id: 'OrchestrationAnswer' });
export const orchestrationsAnswer = z
  .strictObject({ success, orchestrations: z.array(orchestrationSummary), next_cursor: nextCursor })
  .meta({ id: 'OrchestrationsAnswer' });
export const budgetAnswer = z
  .strictObject({ success, orchestration: orchestrationDetails, workflow: workflowView.nullable() })
  .meta({
    id: 'BudgetAnswer',
    description: '`workflow` brings the budget to the platforms; `null` when nothing is live',
  });
