import { flightBudgetMicros, toDecimalUnits } from '../amounts.ts';
import { planned } from '../plan.ts';
import type { AdAccount, NewAdGroup } from '../platform-port.ts';
import { requestIdOf } from './create-body.ts';
import { tiktokGoal } from './goals.ts';
import { tiktokSchedule } from './schedule.ts';
import { tiktokTargeting } from './targeting.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * The body of `POST /adgroup/create/`: paused, with automatic bids. TikTok wants a budget in it although the campaign's is
 * the one that counts. Throws `validation` for what TikTok cannot do and nobody accepted, and always without a goal.
 */
export const tiktokAdGroupBody = (
  { platformCampaignId, spec, name, operationId, now }: NewAdGroup,
  { adAccountId, currency }: AdAccount,
): Json => {
  const audience = tiktokTargeting(spec);
  const goal = tiktokGoal(spec, now.getTime());
  planned(audience.lines, spec);
  planned([goal.line], {});
  return {
    advertiser_id: adAccountId,
    campaign_id: platformCampaignId,
    adgroup_name: name,
    ...goal.json,
    ...audience.json,
    ...{
      budget_mode: 'BUDGET_MODE_TOTAL',
      budget: toDecimalUnits(flightBudgetMicros(spec.budget, currency), currency),
    },
    ...tiktokSchedule(spec.flight, now),
    ...{ bid_type: 'BID_TYPE_NO_BID', pacing: 'PACING_MODE_SMOOTH' },
    operation_status: 'DISABLE',
    request_id: requestIdOf(operationId),
  };
};
