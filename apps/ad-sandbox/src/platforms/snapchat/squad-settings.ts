import { isObject, type JsonObject } from '../../http/exchange.ts';
import type { Campaign } from '../../state/campaign.ts';
import type { Child } from '../../state/child.ts';
import { ItemError, notAllowed } from './answers.ts';
import { flightOf, isMissing, micros, nameOf, oneOf, required } from './settings.ts';

/** What an ad squad is, as one item of a request says it. */
export type SquadSettings = Readonly<Pick<Child, 'name' | 'status' | 'details'>> &
  Readonly<{ budget: NonNullable<Child['budget']>; startAt?: number; endAt?: number }>;

const goals = [
  ...['IMPRESSIONS', 'SWIPES', 'LANDING_PAGE_VIEW', 'PIXEL_PAGE_VIEW', 'PIXEL_ADD_TO_CART', 'PIXEL_PURCHASE'],
  ...['PIXEL_SIGNUP', 'LEAD_FORM_SUBMISSIONS', 'APP_INSTALLS', 'VIDEO_VIEWS', 'VIDEO_VIEWS_15_SEC', 'STORY_OPENS'],
];
const bidStrategies = ['AUTO_BID', 'LOWEST_COST_WITH_MAX_BID', 'TARGET_COST'] as const;
const positions = ['INTERSTITIAL_USER', 'INTERSTITIAL_CONTENT', 'INSTREAM', 'FEED', 'CHAT_FEED'];

/** 5 currency units a day; a lifetime budget may not be less than one day's either. */
const leastBudgetMicros = 5_000_000;
const [leastBidMicros, mostBidMicros] = [10_000, 500_000_000];

const budgetMicros = (sent: JsonObject, field: string): number | undefined => {
  const amount = micros(sent, field, 0);
  if (amount === undefined || amount >= leastBudgetMicros) return amount;
  throw new ItemError('E2002', `Property value is not allowed : [${field}], the minimum is ${leastBudgetMicros}`);
};

/** Either the squads have budgets or, with Smart Budget, their campaign has one for all of them. */
const budgetOf = (sent: JsonObject, endAt: number | undefined, hasSmartBudget: boolean): SquadSettings['budget'] => {
  const daily = budgetMicros(sent, 'daily_budget_micro');
  const lifetime = budgetMicros(sent, 'lifetime_budget_micro');
  if (hasSmartBudget) {
    if (daily === undefined && lifetime === undefined) return { kind: 'none', micros: 0 };
    throw new ItemError('E2002', 'The campaign has a Smart Budget, its ad squads may not have one of their own');
  }
  if (daily !== undefined && lifetime !== undefined) {
    throw new ItemError('E2002', 'Only one of daily_budget_micro and lifetime_budget_micro is allowed');
  }
  if (lifetime !== undefined) {
    if (endAt === undefined) throw new ItemError('E1001', 'Property is required : [end_time]');
    return { kind: 'lifetime', micros: lifetime };
  }
  if (daily === undefined) throw new ItemError('E1001', 'Property is required : [daily_budget_micro]');
  return { kind: 'daily', micros: daily };
};

const bidOf = (sent: JsonObject): JsonObject => {
  const strategy = oneOf(required(sent, 'bid_strategy'), 'bid_strategy', bidStrategies);
  if (strategy === 'AUTO_BID') return { bid_strategy: strategy };
  required(sent, 'bid_micro');
  const bid = micros(sent, 'bid_micro', leastBidMicros);
  if (bid === undefined || bid > mostBidMicros) throw notAllowed('bid_micro');
  return { bid_strategy: strategy, bid_micro: bid };
};

const placementOf = (sent: JsonObject): JsonObject => {
  const placement = required(sent, 'placement_v2');
  if (!isObject(placement)) throw notAllowed('placement_v2');
  if (oneOf(placement['config'], 'placement_v2.config', ['AUTOMATIC', 'CUSTOM']) === 'AUTOMATIC') {
    return { placement_v2: { config: 'AUTOMATIC' } };
  }
  const { platforms, snapchat_positions: chosen } = placement;
  if (!Array.isArray(platforms) || !platforms.includes('SNAPCHAT')) throw notAllowed('placement_v2.platforms');
  if (!Array.isArray(chosen) || !chosen.every((position) => positions.includes(position))) {
    throw notAllowed('placement_v2.snapchat_positions');
  }
  if (!chosen.includes('CHAT_FEED')) throw new ItemError('E21011', 'CHAT_FEED must be one of the positions');
  return { placement_v2: placement };
};

const age = (value: unknown, field: string): number | undefined => {
  if (isMissing(value)) return undefined;
  const years = Number(value);
  if (!Number.isInteger(years) || years < 13 || years > 65) throw notAllowed(field);
  return years;
};

const isTextList = (value: unknown): boolean =>
  Array.isArray(value) && value.length > 0 && value.every((entry) => typeof entry === 'string' && entry !== '');

/** Ages come back as texts, whatever they were sent as. */
const demographicOf = (entry: unknown): JsonObject => {
  if (!isObject(entry)) throw notAllowed('targeting.demographics');
  const least = age(entry['min_age'], 'min_age');
  const most = age(entry['max_age'], 'max_age');
  if (least !== undefined && most !== undefined && least > most) throw notAllowed('max_age');
  const { gender, languages } = entry;
  if (!isMissing(gender)) oneOf(gender, 'gender', ['MALE', 'FEMALE', 'OTHER']);
  if (!isMissing(languages) && !isTextList(languages)) throw notAllowed('languages');
  return {
    ...entry,
    ...(least === undefined ? {} : { min_age: String(least) }),
    ...(most === undefined ? {} : { max_age: String(most) }),
  };
};

const geosOf = (targeting: JsonObject): readonly JsonObject[] => {
  const { geos } = targeting;
  if (!Array.isArray(geos) || geos.length === 0)
    throw new ItemError('E1001', 'Property is required : [targeting.geos]');
  for (const geo of geos) {
    if (!isObject(geo) || typeof geo['country_code'] !== 'string' || !/^[a-z]{2}$/.test(geo['country_code'])) {
      throw notAllowed('targeting.geos.country_code');
    }
  }
  return geos as readonly JsonObject[];
};

/** Expansion is on unless it was switched off. */
const targetingOf = (sent: JsonObject): JsonObject => {
  const targeting = required(sent, 'targeting');
  if (!isObject(targeting)) throw notAllowed('targeting');
  const geos = geosOf(targeting);
  const { demographics = [], enable_targeting_expansion: expansion = true } = targeting;
  if (!Array.isArray(demographics)) throw notAllowed('targeting.demographics');
  if (typeof expansion !== 'boolean') throw notAllowed('targeting.enable_targeting_expansion');
  const entries = demographics.map(demographicOf);
  if (geos.length > 1 && !entries.some((entry) => isTextList(entry['languages']))) {
    throw new ItemError('E1001', 'Several countries need a language');
  }
  return {
    targeting: {
      ...targeting,
      ...(entries.length === 0 ? {} : { demographics: entries }),
      enable_targeting_expansion: expansion,
    },
  };
};

const goalOf = (sent: JsonObject): JsonObject => {
  const goal = oneOf(required(sent, 'optimization_goal'), 'optimization_goal', goals);
  if (!goal.startsWith('PIXEL_')) {
    if (!isMissing(sent['conversion_window']))
      throw new ItemError('E1001', 'Only pixel goals have a conversion window');
    return { optimization_goal: goal };
  }
  const pixel = required(sent, 'pixel_id');
  const window = oneOf(sent['conversion_window'] ?? 'SWIPE_28DAY_VIEW_1DAY', 'conversion_window', [
    'SWIPE_28DAY_VIEW_1DAY',
    'SWIPE_7DAY',
  ]);
  return { optimization_goal: goal, pixel_id: pixel, conversion_window: window };
};

const squadFlight = (sent: JsonObject): Pick<SquadSettings, 'startAt' | 'endAt'> => {
  if (!isMissing(sent['start_time'])) return flightOf(sent);
  const { endAt } = flightOf({ ...sent, start_time: '1970-01-01T00:00:00.000Z' });
  return endAt === undefined ? {} : { endAt };
};

/** Reads and checks one ad squad; what it leaves out is not there, and one without a status is paused. Throws `ItemError`. */
export const squadSettings = (sent: JsonObject, { details }: Pick<Campaign, 'details'>): SquadSettings => {
  const flight = squadFlight(sent);
  oneOf(required(sent, 'type'), 'type', ['SNAP_ADS']);
  oneOf(required(sent, 'billing_event'), 'billing_event', ['IMPRESSION']);
  const status = oneOf(sent['status'] ?? 'PAUSED', 'status', ['ACTIVE', 'PAUSED']);
  return {
    name: nameOf(sent),
    status: status === 'ACTIVE' ? 'active' : 'paused',
    ...flight,
    budget: budgetOf(sent, flight.endAt, details['pacing_level'] === 'CAMPAIGN'),
    details: {
      type: 'SNAP_ADS',
      billing_event: 'IMPRESSION',
      ...bidOf(sent),
      ...goalOf(sent),
      ...placementOf(sent),
      ...targetingOf(sent),
    },
  };
};
