import type { AdCreative, CampaignSpec, PlanLine } from '@campaigns/contracts';
import { flightDays, startOfDay } from '../calendar.ts';
import { approximated, exact, unsupported } from '../plan.ts';
import type { AdAccount, AdPort } from '../platform-port.ts';
import { adContent, mostSearchAds } from './ad-content.ts';
import { type Channel, courseOf } from './channels.ts';
import { customerId } from './names.ts';
import { audienceOf } from './targeting.ts';

const flightLine = ({ flight }: CampaignSpec, { timeZone }: AdAccount): PlanLine => {
  const { first, last } = flightDays(flight, timeZone);
  const isMidnight = (at: string): boolean => {
    const { first: day } = flightDays({ startAt: at, endAt: at }, timeZone);
    return startOfDay(timeZone, day).getTime() === Date.parse(at);
  };
  if (isMidnight(flight.startAt) && isMidnight(flight.endAt)) return exact('campaign', 'flight');
  return approximated('campaign', 'flight', `whole days of the account's time zone, from ${first} to ${last}`);
};

const onCampaign = (spec: CampaignSpec, account: AdAccount): readonly PlanLine[] => {
  const { channel, bidding } = courseOf(spec);
  return [
    approximated('campaign', 'objective', `a ${channel} campaign that bids by ${bidding}: Google has no objectives`),
    approximated(
      'campaign',
      'budget',
      'a daily amount that is set anew to spread the rest over the days that remain; one day may cost twice as much',
    ),
    flightLine(spec, account),
  ];
};

/** Of the search ads that can be made, only the first three can be on at once. */
const adLines = (
  creatives: readonly AdCreative[],
  spec: CampaignSpec,
  account: AdAccount,
  channel: Channel,
): readonly PlanLine[] => {
  let made = 0;
  return creatives.flatMap((creative) => {
    const { ad, lines } = adContent(creative, spec, account, channel);
    if (ad === undefined) return lines;
    made += 1;
    if (channel !== 'SEARCH' || made <= mostSearchAds) return lines;
    const reason = `at most ${mostSearchAds} search ads of an ad group can be on at once`;
    return [unsupported('ad', `creatives.${creative.name}`, reason)];
  });
};

/** How all of it comes out on Google. Pure; throws class `validation`. */
export const googlePlan: AdPort['plan'] = (spec, creatives, account) => {
  const { channel } = courseOf(spec);
  const ads = adLines(creatives, spec, account, channel);
  const hasAdGroup = creatives.length > 0 && channel !== 'PERFORMANCE_MAX';
  const customer = `customers/${customerId(account.adAccountId)}`;
  return [...onCampaign(spec, account), ...(hasAdGroup ? audienceOf(spec, channel, customer).lines : []), ...ads];
};
