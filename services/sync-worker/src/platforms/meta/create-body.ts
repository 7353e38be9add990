import type { CampaignSpec } from '@campaigns/contracts';
import { z } from 'zod';
import { flightBudgetMicros, toMinorUnits } from '../amounts.ts';
import { zonedIso } from '../calendar.ts';
import { invalid } from '../platform-error.ts';
import type { AdAccount } from '../platform-port.ts';
import { metaObjective } from './objectives.ts';

/** The settings that a campaign's configuration may choose on Meta; others are left alone. */
const settings = z.object({
  special_ad_categories: z.array(z.string()).default([]),
  bid_strategy: z.enum(['LOWEST_COST_WITHOUT_CAP']).default('LOWEST_COST_WITHOUT_CAP'),
});

/** The body of `POST /act_{id}/campaigns`: paused, with the whole budget for the whole flight, in minor units. */
export const metaCreateBody = (
  spec: CampaignSpec,
  name: string,
  account: AdAccount,
  now: Date,
): Readonly<Record<string, unknown>> => {
  const chosen = settings.safeParse(spec.config);
  if (!chosen.success) {
    throw invalid('invalid-config', `Meta settings: ${z.prettifyError(chosen.error)}`);
  }
  const { flight, budget, objective } = spec;
  const startsLater = Date.parse(flight.startAt) > now.getTime();
  return {
    name,
    objective: metaObjective(objective),
    status: 'PAUSED',
    special_ad_categories: chosen.data.special_ad_categories,
    lifetime_budget: toMinorUnits(flightBudgetMicros(budget, account.currency), account.currency),
    bid_strategy: chosen.data.bid_strategy,
    // A start in the past is left out: delivery then begins when the campaign is activated.
    ...(startsLater ? { start_time: zonedIso(account.timeZone, new Date(flight.startAt)) } : {}),
    stop_time: zonedIso(account.timeZone, new Date(flight.endAt)),
  };
};
