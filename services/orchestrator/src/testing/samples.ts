import { randomUUID } from 'node:crypto';
import {
  connectionId,
  type FailurePolicy,
  mappingId,
  type OrchestrationId,
  orchestrationId,
  orgId,
  type Platform,
  type SyncSettings,
  templateId,
  type WorkflowId,
  workflowId,
} from '@campaigns/contracts';
import type { OrchestrationCommand } from '@campaigns/domain';

export const org = orgId.parse('00000000-0000-4000-8003-000000000001');
export const newOrchestrationId = (): OrchestrationId => orchestrationId.parse(randomUUID());
export const newWorkflowId = (): WorkflowId => workflowId.parse(randomUUID());
export const platforms = ['meta', 'google', 'tiktok'] as const satisfies readonly Platform[];

type Changes = Readonly<{ sync?: SyncSettings; failurePolicy?: FailurePolicy }>;

/** 3,000 USD over Meta, Google and TikTok in equal parts, for 30 days. */
export const draft = (
  id: OrchestrationId,
  { sync = { strategy: 'manual', frequencyMinutes: 15 }, failurePolicy = 'rollback' }: Changes = {},
): OrchestrationCommand => ({
  type: 'DraftOrchestration',
  data: {
    orchestrationId: id,
    orgId: org,
    templateId: templateId.parse(randomUUID()),
    name: 'Spring Sale',
    description: null,
    category: 'conversion',
    objective: 'sales',
    totalBudget: { micros: 3_000_000_000, currency: 'USD' },
    allocation: platforms.map((platform) => ({ platform, amountMicros: 1_000_000_000 })),
    mappings: platforms.map((platform) => ({
      mappingId: mappingId.parse(randomUUID()),
      platform,
      connectionId: connectionId.parse(randomUUID()),
      adAccountId: `account-${platform}`,
      config: {},
    })),
    schedule: { startAt: null, endAt: null, durationDays: 30 },
    sync,
    failurePolicy,
    creatives: [],
    creativeRequirements: {},
  },
});
