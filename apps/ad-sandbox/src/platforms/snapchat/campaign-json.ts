import type { JsonObject } from '../../http/exchange.ts';
import type { Campaign } from '../../state/campaign.ts';

const iso = (instant: number | undefined): string | undefined =>
  instant === undefined ? undefined : new Date(instant).toISOString();

const statusText = ({ status }: Campaign): 'ACTIVE' | 'PAUSED' => (status === 'active' ? 'ACTIVE' : 'PAUSED');

const budgetFields = { daily: 'daily_budget_micro', lifetime: 'lifetime_spend_cap_micro' } as const;

/** A campaign as every answer shows it: what was sent and is still there, and what Snapchat adds. Times are UTC. */
export const campaignJson = (campaign: Campaign): JsonObject => {
  const { kind, micros } = campaign.budget;
  const status = statusText(campaign);
  return {
    id: campaign.id,
    created_at: iso(campaign.createdAt),
    updated_at: iso(campaign.updatedAt),
    name: campaign.name,
    ad_account_id: campaign.adAccountId,
    status,
    objective: 'BRAND_AWARENESS',
    start_time: iso(campaign.startAt),
    end_time: iso(campaign.endAt),
    ...campaign.details,
    ...(kind === 'none' ? {} : { [budgetFields[kind]]: micros }),
    delivery_status: [status],
    creation_state: 'PUBLISHED',
  };
};
