import { createHash } from 'node:crypto';
import type { CampaignSpec, Objective } from '@campaigns/contracts';
import { flightBudgetMicros, toDecimalUnits } from '../amounts.ts';
import { invalid } from '../platform-error.ts';
import type { AdAccount } from '../platform-port.ts';

const objectives: Readonly<Record<Exclude<Objective, 'app_installs'>, string>> = {
  brand_awareness: 'REACH',
  traffic: 'TRAFFIC',
  engagement: 'ENGAGEMENT',
  video_views: 'VIDEO_VIEWS',
  lead_gen: 'LEAD_GENERATION',
  conversions: 'WEB_CONVERSIONS',
  // PRODUCT_SALES needs a product catalogue.
  sales: 'WEB_CONVERSIONS',
};

export const tiktokObjective = (objective: Objective): string => {
  if (objective !== 'app_installs') return objectives[objective];
  throw invalid(
    'objective-not-supported',
    'app_installs on TikTok needs an app to promote, which campaigns do not carry yet',
  );
};

/**
 * TikTok's idempotency key: the text of a positive 63-bit integer, the same for every call of one operation. How long
 * TikTok remembers it is not documented, so the look-up by name stays the real guard.
 */
export const requestIdOf = (operationId: string): string => {
  const bits = createHash('sha256').update(`tiktok-request/${operationId}`).digest().readBigUInt64BE() >> 1n;
  return String(bits === 0n ? 1n : bits);
};

/** The body of `POST /campaign/create/`: paused, with the whole budget in currency units, which its ad groups share. The flight lies on ad groups. */
export const tiktokCreateBody = (
  spec: CampaignSpec,
  name: string,
  account: AdAccount,
  operationId: string,
): Readonly<Record<string, unknown>> => ({
  advertiser_id: account.adAccountId,
  campaign_name: name,
  objective_type: tiktokObjective(spec.objective),
  budget_mode: 'BUDGET_MODE_TOTAL',
  budget: toDecimalUnits(flightBudgetMicros(spec.budget, account.currency), account.currency),
  // Its ad groups spend this one; a budget of their own does not count.
  budget_optimize_on: true,
  operation_status: 'DISABLE',
  request_id: requestIdOf(operationId),
});
