import { randomUUID } from 'node:crypto';
import {
  type ConnectionId,
  mappingId,
  type OrchestrationId,
  type OrgId,
  type Platform,
  templateId,
} from '@campaigns/contracts';
import type { OrchestrationCommand } from '@campaigns/domain';

export const platforms = ['meta', 'google', 'tiktok'] as const satisfies readonly Platform[];

export type Account = Readonly<{ platform: Platform; connectionId: ConnectionId; adAccountId: string }>;
export type Drafted = Readonly<{ id: OrchestrationId; organisation: OrgId; accounts: readonly Account[] }>;

/** The command to draft a campaign of 3,000 USD for 30 days, in equal parts over its accounts. */
export const draftCommand = ({ id, organisation, accounts }: Drafted): OrchestrationCommand => ({
  type: 'DraftOrchestration',
  data: {
    ...{ orchestrationId: id, orgId: organisation, templateId: templateId.parse(randomUUID()) },
    ...{ name: 'Spring Sale', description: null, category: 'conversion', objective: 'sales' },
    totalBudget: { micros: 3_000_000_000, currency: 'USD' },
    allocation: accounts.map(({ platform }) => ({ platform, amountMicros: 3_000_000_000 / accounts.length })),
    mappings: accounts.map((account) => ({
      ...account,
      mappingId: mappingId.parse(randomUUID()),
      config: { targeting: { age_min: 18, age_max: 65 } },
    })),
    schedule: { startAt: null, endAt: null, durationDays: 30 },
    sync: { strategy: 'manual', frequencyMinutes: 15 },
    ...{ failurePolicy: 'rollback', creatives: [], creativeRequirements: {} },
  },
});
