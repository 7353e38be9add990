import type { CampaignSpec } from '@campaigns/contracts';
import { flightBudgetMicros, toDecimalText } from '../amounts.ts';
import { invalid } from '../platform-error.ts';
import type { AdAccount } from '../platform-port.ts';
import { linkedinGoal } from './goals.ts';
import { bidMicros, type LinkedinSettings } from './settings.ts';
import { audienceOf } from './targeting.ts';
import { accountUrn } from './urns.ts';

type Money = Readonly<{ amount: string; currencyCode: string }>;

export const moneyOf = (micros: number, currency: string): Money => ({
  amount: toDecimalText(micros, currency),
  currencyCode: currency,
});

/** What LinkedIn bids for by itself, or the bid that was given. */
const biddingOf = (spec: CampaignSpec, { bid }: LinkedinSettings, currency: string) => {
  const { optimizationTargetType, costType } = linkedinGoal(spec.objective);
  if (bid === undefined) return { optimizationTargetType, costType };
  const unitCost = moneyOf(bidMicros(bid, currency), currency);
  return { optimizationTargetType: 'NONE', costType: bid.cost_type, unitCost };
};

/** Epoch milliseconds. A start that has passed becomes now. */
const scheduleOf = ({ flight }: CampaignSpec, now: Date) => {
  const [start, end] = [Math.max(Date.parse(flight.startAt), now.getTime()), Date.parse(flight.endAt)];
  if (start >= end) throw invalid('flight-over', 'The flight has ended');
  return { start, end };
};

/**
 * The body of `POST /adAccounts/{id}/adCampaigns` but for the group and the organisation that the campaign belongs to:
 * paused, with the whole budget for the whole flight, as decimal text. Throws `validation`.
 */
export const linkedinCreateBody = (
  { spec, name, now }: Readonly<{ spec: CampaignSpec; name: string; now: Date }>,
  settings: LinkedinSettings,
  { adAccountId, currency }: AdAccount,
): Readonly<Record<string, unknown>> => {
  const { objectiveType, format } = linkedinGoal(spec.objective);
  return {
    account: accountUrn(adAccountId),
    name,
    type: 'SPONSORED_UPDATES',
    objectiveType,
    ...(format === undefined ? {} : { format }),
    ...biddingOf(spec, settings, currency),
    totalBudget: moneyOf(flightBudgetMicros(spec.budget, currency), currency),
    runSchedule: scheduleOf(spec, now),
    pacingStrategy: 'LIFETIME',
    ...audienceOf(spec, settings.locale),
    audienceExpansionEnabled: false,
    offsiteDeliveryEnabled: settings.offsite_delivery,
    politicalIntent: settings.political_intent,
    // Every ad gets its share; which of them is worth it is judged on our side.
    creativeSelection: 'ROUND_ROBIN',
    status: 'PAUSED',
  };
};
