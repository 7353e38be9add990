import type { Budget } from '../../state/campaign.ts';
import { invalid, missing, refused } from './answers.ts';
import { instant, listed, oneOf, type Parameters } from './parameters.ts';
import { checkedMicros } from './settings.ts';

/** The checks that creating and changing a line item share. */

export const objectives = [
  ...(['APP_ENGAGEMENTS', 'APP_INSTALLS', 'REACH', 'FOLLOWERS'] as const),
  ...(['ENGAGEMENTS', 'VIDEO_VIEWS', 'PREROLL_VIEWS', 'WEBSITE_CLICKS'] as const),
] as const;

const placements = [
  ...(['ALL_ON_TWITTER', 'TWITTER_TIMELINE', 'TWITTER_SEARCH'] as const),
  ...(['TWITTER_PROFILE', 'TWITTER_REPLIES', 'PUBLISHER_NETWORK'] as const),
] as const;

const goals = [
  ...(['LINK_CLICKS', 'SITE_VISITS', 'WEBSITE_CONVERSIONS', 'APP_INSTALLS'] as const),
  ...(['MAX_REACH', 'ENGAGEMENT', 'VIDEO_VIEW'] as const),
] as const;

const payments = ['IMPRESSION', 'LINK_CLICK', 'APP_CLICK'] as const;
const strategies = ['AUTO', 'MAX', 'TARGET'] as const;
const expansions = ['BROAD', 'DEFINED', 'EXPANDED'] as const;
const cappable = ['REACH', 'ENGAGEMENTS', 'VIDEO_VIEWS', 'PREROLL_VIEWS'];
const targetable = ['REACH', 'FOLLOWERS', 'WEBSITE_CLICKS'];

const checkedBid = (
  strategy: (typeof strategies)[number],
  objective: string,
  parameters: Parameters,
  currency: string,
) => {
  const name = 'bid_amount_local_micro';
  if (strategy === 'AUTO') return {};
  if (strategy === 'MAX' && ['REACH', 'FOLLOWERS'].includes(objective)) {
    throw invalid('bid_strategy', `MAX is not available for ${objective}`);
  }
  if (strategy === 'TARGET' && !targetable.includes(objective)) {
    throw invalid('bid_strategy', `TARGET is not available for ${objective}`);
  }
  const amount = parameters[name];
  if (amount === undefined) throw missing(name);
  return { [name]: checkedMicros(amount, name, currency) };
};

const checkedCap = (objective: string, { frequency_cap: cap, duration_in_days: days }: Parameters) => {
  if (cap === undefined && days === undefined) return {};
  if (cap === undefined) throw missing('frequency_cap');
  if (days === undefined) throw missing('duration_in_days');
  if (!cappable.includes(objective)) throw invalid('frequency_cap', `frequency_cap is not available for ${objective}`);
  return { frequency_cap: Number(cap), duration_in_days: Number(oneOf(days, 'duration_in_days', ['1', '7', '30'])) };
};

const checkedPlacements = (parameters: Parameters, given: string): readonly string[] => {
  const chosen = listed(given, 'placements', placements.length).map((each) => oneOf(each, 'placements', placements));
  for (const name of chosen.includes('PUBLISHER_NETWORK') ? ['advertiser_domain', 'categories'] : []) {
    if (parameters[name] === undefined) throw missing(name);
  }
  return chosen;
};

/** What only X knows of a line item, checked; what is not sent is not in it. Throws `Refusal` 400. */
export const checkedDetails = (
  parameters: Parameters,
  objective: string,
  currency: string,
): Readonly<Record<string, unknown>> => {
  const { goal, pay_by: payBy, placements: given, bid_strategy: strategy } = parameters;
  const { primary_web_event_tag: tag, audience_expansion: expansion } = parameters;
  if (goal === 'WEBSITE_CONVERSIONS' && tag === undefined) throw missing('primary_web_event_tag');
  return {
    ...(goal === undefined ? {} : { goal: oneOf(goal, 'goal', goals) }),
    ...(payBy === undefined ? {} : { pay_by: oneOf(payBy, 'pay_by', payments) }),
    ...(given === undefined ? {} : { placements: checkedPlacements(parameters, given) }),
    ...(strategy === undefined ? {} : { bid_strategy: oneOf(strategy, 'bid_strategy', strategies) }),
    ...(strategy === undefined
      ? {}
      : checkedBid(oneOf(strategy, 'bid_strategy', strategies), objective, parameters, currency)),
    ...(expansion === undefined ? {} : { audience_expansion: oneOf(expansion, 'audience_expansion', expansions) }),
    ...(tag === undefined ? {} : { primary_web_event_tag: tag }),
    ...checkedCap(objective, parameters),
  };
};

const micros = (sent: string | undefined, before: number | undefined, name: string, currency: string) => {
  if (sent === undefined) return before;
  return sent === '' ? undefined : checkedMicros(sent, name, currency);
};

type Budgets = Readonly<{ daily: number | undefined; total: number | undefined }>;

/** Both budgets of a line item are optional; an empty text unsets one. Throws `Refusal` 400. */
export const checkedBudget = (parameters: Parameters, before: Budgets, currency: string): Budget => {
  const [dailyName, totalName] = ['daily_budget_amount_local_micro', 'total_budget_amount_local_micro'] as const;
  const daily = micros(parameters[dailyName], before.daily, dailyName, currency);
  const total = micros(parameters[totalName], before.total, totalName, currency);
  if (daily !== undefined && total !== undefined && daily > total) {
    throw invalid(dailyName, 'The daily budget must not exceed the total budget');
  }
  if (total !== undefined) {
    return { kind: 'lifetime', micros: total, ...(daily === undefined ? {} : { dailyCapMicros: daily }) };
  }
  return daily === undefined ? { kind: 'none', micros: 0 } : { kind: 'daily', micros: daily };
};

/** Throws `Refusal` 400 for an end that is not after the start. */
export const checkedTimes = (parameters: Parameters, before: Readonly<{ startAt?: number; endAt?: number }>) => {
  const startAt = parameters['start_time'] === undefined ? before.startAt : instant(parameters, 'start_time');
  const endAt = parameters['end_time'] === undefined ? before.endAt : instant(parameters, 'end_time');
  if (startAt !== undefined && endAt !== undefined && endAt <= startAt) {
    throw refused(400, 'INVALID_TIME_WINDOW', 'end_time must be after start_time', 'end_time');
  }
  return { ...(startAt === undefined ? {} : { startAt }), ...(endAt === undefined ? {} : { endAt }) };
};
