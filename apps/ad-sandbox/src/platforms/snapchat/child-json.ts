import type { JsonObject } from '../../http/exchange.ts';
import { type Child, reviewAt } from '../../state/child.ts';

const iso = (instant: number | undefined): string | undefined =>
  instant === undefined ? undefined : new Date(instant).toISOString();

const statusText = ({ status }: Child): 'ACTIVE' | 'PAUSED' => (status === 'active' ? 'ACTIVE' : 'PAUSED');

const common = (child: Child): JsonObject => ({
  id: child.id,
  created_at: iso(child.createdAt),
  updated_at: iso(child.updatedAt),
  name: child.name,
});

const budgetFields = { daily: 'daily_budget_micro', lifetime: 'lifetime_budget_micro', none: undefined } as const;

const constraints = { daily: 'DAILY_BUDGET', lifetime: 'LIFETIME_BUDGET', none: undefined } as const;

const notActive = ['INVALID_NOT_ACTIVE', 'INVALID_NOT_EFFECTIVE_ACTIVE'];

const squadJson = (squad: Child): JsonObject => {
  const { kind, micros } = squad.budget ?? { kind: 'none', micros: 0 };
  const field = budgetFields[kind];
  return {
    ...common(squad),
    status: statusText(squad),
    campaign_id: squad.campaignId,
    start_time: iso(squad.startAt),
    end_time: iso(squad.endAt),
    ...squad.details,
    ...(field === undefined ? {} : { [field]: micros }),
    auto_bid: squad.details['bid_strategy'] === 'AUTO_BID',
    target_bid: squad.details['bid_strategy'] === 'TARGET_COST',
    delivery_constraint: constraints[kind],
    pacing_type: 'STANDARD',
    targeting_reach_status: 'VALID',
    creation_state: 'PUBLISHED',
    delivery_status: squad.status === 'active' ? ['VALID'] : notActive,
  };
};

const adJson = (ad: Child, now: number): JsonObject => {
  const review = reviewAt(ad, now) ?? 'pending';
  return {
    ...common(ad),
    status: statusText(ad),
    ad_squad_id: ad.adGroupId,
    ...ad.details,
    render_type: 'STATIC',
    review_status: review.toUpperCase(),
    review_status_reasons: review === 'rejected' ? ad.review?.reasons : [],
    delivery_status: [
      ...(ad.status === 'active' ? [] : notActive),
      ...(review === 'pending' ? ['INVALID_PENDING_REVIEW_STATUS'] : []),
    ],
  };
};

/** A child as every answer shows it. */
export const childJson = (child: Child, now: number): JsonObject => {
  if (child.kind === 'ad_group') return squadJson(child);
  return child.kind === 'ad'
    ? adJson(child, now)
    : { ...common(child), ad_account_id: child.adAccountId, ...child.details };
};
