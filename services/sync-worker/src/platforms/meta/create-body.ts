import type { CampaignSpec } from '@campaigns/contracts';
import { flightBudgetMicros, toMinorUnits } from '../amounts.ts';
import { zonedIso } from '../calendar.ts';
import type { AdAccount } from '../platform-port.ts';
import { metaObjective } from './objectives.ts';
import { metaSettings } from './settings.ts';

/** A start in the past is left out: delivery then begins when the campaign is activated. */
export const startTime = (
  { startAt }: CampaignSpec['flight'],
  { timeZone }: AdAccount,
  now: Date,
): Readonly<{ start_time?: string }> =>
  Date.parse(startAt) > now.getTime() ? { start_time: zonedIso(timeZone, new Date(startAt)) } : {};

/** The body of `POST /act_{id}/campaigns`: paused, with the whole budget for the whole flight, in minor units. */
export const metaCreateBody = (
  spec: CampaignSpec,
  name: string,
  account: AdAccount,
  now: Date,
): Readonly<Record<string, unknown>> => {
  const chosen = metaSettings(spec);
  const { flight, budget, objective } = spec;
  return {
    name,
    objective: metaObjective(objective),
    status: 'PAUSED',
    special_ad_categories: chosen.special_ad_categories,
    lifetime_budget: toMinorUnits(flightBudgetMicros(budget, account.currency), account.currency),
    bid_strategy: chosen.bid_strategy,
    ...startTime(flight, account, now),
    stop_time: zonedIso(account.timeZone, new Date(flight.endAt)),
  };
};
