import { z } from 'zod';
import { creative } from '../creative.ts';
import {
  category,
  failurePolicy,
  mappingStatus,
  objective,
  orchestrationStatus,
  platform,
  syncStrategy,
} from '../vocabulary.ts';
import { planView } from './ads.ts';
import { connectionView } from './connections.ts';
import { currency, instantOut, json, nextCursor, revision, settings, success, units } from './fields.ts';
import { performanceView } from './performance.ts';
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
  failure_policy: failurePolicy,
  platform_count: z.int(),
  active_platform_count: z.int(),
  scheduled_start_at: instantOut.nullable(),
  scheduled_end_at: instantOut.nullable(),
  duration_days: z.int(),
  flight_start_at: instantOut.nullable(),
  flight_end_at: instantOut.nullable(),
  activated_at: instantOut.nullable(),
  paused_at: instantOut.nullable(),
  completed_at: instantOut.nullable(),
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
    status: mappingStatus,
    status_error: z.string().nullable(),
    currency,
    allocated_budget: units,
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
    creatives: z.array(creative),
    mappings: z.array(mappingView),
    connections: z.array(connectionView),
    workflows: z.array(workflowView).meta({ description: 'The latest 10, newest first' }),
    sync_logs: z.array(syncLogView).meta({ description: 'The latest 20, newest first' }),
    performance: performanceView,
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
