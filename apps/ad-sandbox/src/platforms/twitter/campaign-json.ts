import type { JsonObject } from '../../http/exchange.ts';
import type { Campaign } from '../../state/campaign.ts';
import { childrenIn } from '../../state/children.ts';
import type { Store } from '../../state/store.ts';

const utcText = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

export const isDraft = ({ status, details }: Campaign): boolean => status === 'paused' && details['draft'] === true;

export const entityStatus = (campaign: Campaign): 'ACTIVE' | 'PAUSED' | 'DRAFT' => {
  if (isDraft(campaign)) return 'DRAFT';
  return campaign.status === 'active' ? 'ACTIVE' : 'PAUSED';
};

/** In micros; a total is missing where only days are limited. */
export const budgetsOf = ({ budget }: Campaign): Readonly<{ daily: number; total: number | undefined }> =>
  budget.kind === 'lifetime'
    ? { daily: budget.dailyCapMicros ?? budget.micros, total: budget.micros }
    : { daily: budget.micros, total: undefined };

/** As every call returns it. One without line items is incomplete to X; the sandbox delivers it all the same when it is active. */
export const campaignJson = ({ state }: Store, campaign: Campaign, currency: string): JsonObject => {
  const items = childrenIn(state, 'twitter', campaign.id, 'ad_group').filter((item) => item.status !== 'deleted');
  const isComplete = items.length > 0;
  const { daily, total } = budgetsOf(campaign);
  const { status, details } = campaign;
  return {
    id: campaign.id,
    name: campaign.name,
    funding_instrument_id: details['funding_instrument_id'],
    currency,
    entity_status: entityStatus(campaign),
    effective_status: isComplete ? entityStatus(campaign) : 'UNKNOWN',
    servable: isComplete && status === 'active',
    reasons_not_servable: [
      ...(status === 'active' ? [] : ['PAUSED_BY_ADVERTISER']),
      ...(isComplete ? [] : ['INCOMPLETE']),
    ],
    daily_budget_amount_local_micro: daily,
    total_budget_amount_local_micro: total ?? null,
    purchase_order_number: details['purchase_order_number'] ?? null,
    budget_optimization: 'LINE_ITEM',
    duration_in_days: null,
    frequency_cap: null,
    standard_delivery: null,
    created_at: utcText(campaign.createdAt),
    updated_at: utcText(campaign.updatedAt),
    deleted: status === 'deleted',
  };
};
