import { type CampaignSpec, smallestUnitMicros } from '@campaigns/contracts';
import { flightBudgetMicros } from '../amounts.ts';
import { dateIn, daysBetween, flightDays, laterDate } from '../calendar.ts';
import { tagIn } from '../campaign-name.ts';
import { planned } from '../plan.ts';
import { invalid } from '../platform-error.ts';
import type { AdAccount } from '../platform-port.ts';
import { dailyCapMicros } from './budget.ts';
import { twitterConfig } from './campaign-config.ts';
import { goalOf } from './goals.ts';
import { leads } from './stats.ts';

/**
 * The parameters of `POST accounts/:id/campaigns` beside the funding instrument: paused, since X starts campaigns active
 * otherwise, with the whole budget in micros. Objective and flight lie on X's line items. The tag stands in the purchase
 * order number as well as in the name, where a person may change it; a campaign for leads is told apart there too, since its
 * conversions are others.
 */
export const twitterCreateParameters = (
  spec: CampaignSpec,
  name: string,
  { currency, timeZone }: AdAccount,
  now: Date,
): Readonly<Record<string, string | number>> => {
  const { objective, budget, flight } = spec;
  if (objective === 'app_installs') planned(goalOf(spec, twitterConfig(spec)).lines, spec);
  const { first, last } = flightDays(flight, timeZone);
  const start = laterDate(first, dateIn(timeZone, now));
  if (start > last) throw invalid('flight-over', 'The flight has ended');
  const totalMicros = flightBudgetMicros(budget, currency);
  const tag = tagIn(name);
  return {
    name,
    total_budget_amount_local_micro: totalMicros,
    daily_budget_amount_local_micro: dailyCapMicros(
      totalMicros,
      daysBetween(start, last),
      smallestUnitMicros(currency),
    ),
    entity_status: 'PAUSED',
    ...(tag === undefined ? {} : { purchase_order_number: objective === leads ? `${tag} ${leads}` : tag }),
  };
};
