import { type CampaignSpec, smallestUnitMicros } from '@campaigns/contracts';
import { flightBudgetMicros } from '../amounts.ts';
import { dateIn, daysBetween, flightDays, laterDate } from '../calendar.ts';
import { tagIn } from '../campaign-name.ts';
import { invalid } from '../platform-error.ts';
import type { AdAccount } from '../platform-port.ts';
import { dailyCapMicros } from './budget.ts';

/**
 * The parameters of `POST accounts/:id/campaigns` beside the funding instrument: paused, since X starts campaigns active
 * otherwise, with the whole budget in micros. Objective and flight lie on X's line items. The tag stands in the purchase
 * order number as well as in the name, where a person may change it.
 */
export const twitterCreateParameters = (
  { objective, budget, flight }: CampaignSpec,
  name: string,
  { currency, timeZone }: AdAccount,
  now: Date,
): Readonly<Record<string, string | number>> => {
  if (objective === 'app_installs') {
    throw invalid(
      'objective-not-supported',
      'app_installs on X needs an app to promote, which campaigns do not carry yet',
    );
  }
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
    ...(tag === undefined ? {} : { purchase_order_number: tag }),
  };
};
