import { type CampaignSpec, smallestUnitMicros } from '@campaigns/contracts';
import { flightBudgetMicros } from '../amounts.ts';
import { dateIn, daysBetween, flightDays, laterDate } from '../calendar.ts';
import { invalid } from '../platform-error.ts';
import type { AdAccount } from '../platform-port.ts';
import { channelFields } from './channels.ts';
import { dailyAmountMicros } from './daily-budget.ts';
import { customerId } from './names.ts';

/**
 * The body of `googleAds:mutate` that makes a budget and a paused campaign, both or neither. Google's flights are whole days
 * of the account's time zone; a start in the past becomes today.
 */
export const googleCreateBody = (
  spec: CampaignSpec,
  name: string,
  account: AdAccount,
  now: Date,
): Readonly<Record<string, unknown>> => {
  const { first, last } = flightDays(spec.flight, account.timeZone);
  const start = laterDate(first, dateIn(account.timeZone, now));
  if (start > last) throw invalid('flight-over', 'The flight has ended');
  const customer = `customers/${customerId(account.adAccountId)}`;
  const budgetName = `${customer}/campaignBudgets/-1`;
  const amountMicros = dailyAmountMicros({
    budgetMicros: flightBudgetMicros(spec.budget, account.currency),
    spentBeforeMicros: 0,
    spentTodayMicros: 0,
    daysLeft: daysBetween(start, last),
    unitMicros: smallestUnitMicros(account.currency),
  });
  const budget = {
    resourceName: budgetName,
    name: `${name} budget`,
    amountMicros: String(amountMicros),
    deliveryMethod: 'STANDARD',
    // Its name and status then follow the campaign: removing the campaign removes it.
    explicitlyShared: false,
  };
  const campaign = {
    name,
    status: 'PAUSED',
    ...channelFields(spec),
    campaignBudget: budgetName,
    containsEuPoliticalAdvertising: 'DOES_NOT_CONTAIN_EU_POLITICAL_ADVERTISING',
    startDateTime: `${start} 00:00:00`,
    endDateTime: `${last} 23:59:59`,
  };
  return {
    mutateOperations: [{ campaignBudgetOperation: { create: budget } }, { campaignOperation: { create: campaign } }],
    partialFailure: false,
  };
};
