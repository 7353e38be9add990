import type { JsonObject } from '../../http/exchange.ts';
import { decimalsOf, minorUnitMicros } from '../../money/currency.ts';
import type { Budget, Campaign } from '../../state/campaign.ts';
import { dayMillis, parseLocalText } from '../../time/zone.ts';
import { invalid } from './envelope.ts';
import { oneOf, requiredText, texts } from './fields.ts';

const ages = ['AGE_13_17', 'AGE_18_24', 'AGE_25_34', 'AGE_35_44', 'AGE_45_54', 'AGE_55_100'];
const genders = ['GENDER_UNLIMITED', 'GENDER_MALE', 'GENDER_FEMALE'];
const placements = ['PLACEMENT_TIKTOK', 'PLACEMENT_PANGLE', 'PLACEMENT_GLOBAL_APP_BUNDLE'];
const pixelEvents = [
  ...['SHOPPING', 'INITIATE_ORDER', 'ON_WEB_CART', 'ON_WEB_DETAIL', 'ON_WEB_REGISTER', 'ON_WEB_SUBSCRIBE'],
  ...['ADD_BILLING', 'FORM', 'CONSULT', 'DOWNLOAD_START'],
];
const billingOf: Readonly<Record<string, string>> = {
  CLICK: 'CPC',
  TRAFFIC_LANDING_PAGE_VIEW: 'OCPM',
  CONVERT: 'OCPM',
  INSTALL: 'OCPM',
  IN_APP_EVENT: 'OCPM',
  VALUE: 'OCPM',
  LEAD_GENERATION: 'OCPM',
  REACH: 'CPM',
  SHOW: 'CPM',
  ENGAGED_VIEW: 'CPV',
};
const withoutPromotion = new Set(['REACH', 'VIDEO_VIEWS', 'ENGAGEMENT']);

const objectiveOf = ({ details }: Campaign): string => String(details['objective_type']);
export const isOptimized = ({ details }: Campaign): boolean => details['budget_optimize_on'] === true;

const listOf = (body: JsonObject, name: string, allowed?: readonly string[], most = 3_000): void => {
  if (body[name] === undefined) return;
  const values = texts(body[name], name);
  if (values.length > most) throw invalid(`${name}: Length must not exceed ${most}.`);
  if (allowed !== undefined) for (const value of values) oneOf(value, name, allowed);
};

/** Whom it is shown to, in as far as it is sent. */
export const checkAudience = (body: JsonObject): void => {
  listOf(body, 'age_groups', ages);
  if (body['gender'] !== undefined) oneOf(body['gender'], 'gender', genders);
  for (const name of ['location_ids', 'interest_category_ids', 'audience_ids', 'excluded_audience_ids', 'languages'])
    listOf(body, name);
  for (const id of texts(body['location_ids'] ?? [], 'location_ids'))
    if (!/^\d+$/.test(id)) throw invalid(`location_ids: ${id} is not a valid location.`);
};

const checkPlacements = (body: JsonObject): void => {
  const type = oneOf(body['placement_type'], 'placement_type', ['PLACEMENT_TYPE_NORMAL', 'PLACEMENT_TYPE_AUTOMATIC']);
  if (type === 'PLACEMENT_TYPE_AUTOMATIC') return;
  if (texts(body['placements'] ?? [], 'placements').length === 0)
    throw invalid('placements: Missing data for required field.');
  listOf(body, 'placements', placements);
};

const checkGoal = (campaign: Campaign, body: JsonObject): void => {
  const objective = objectiveOf(campaign);
  if (!withoutPromotion.has(objective)) requiredText(body, 'promotion_type');
  const goal = oneOf(requiredText(body, 'optimization_goal'), 'optimization_goal', Object.keys(billingOf));
  oneOf(requiredText(body, 'billing_event'), 'billing_event', [billingOf[goal] ?? '']);
  if (objective === 'WEB_CONVERSIONS') {
    requiredText(body, 'pixel_id');
    oneOf(requiredText(body, 'optimization_event'), 'optimization_event', pixelEvents);
  } else if (body['pixel_id'] !== undefined) {
    throw invalid(`pixel_id: Not supported for the objective ${objective}.`);
  }
  const isReach = objective === 'REACH';
  for (const [name, most] of [
    ['frequency', 1_000],
    ['frequency_schedule', 30],
  ] as const) {
    const value = body[name];
    if (!isReach && value !== undefined) throw invalid(`${name}: Only supported for the objective REACH.`);
    const isGood = typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most;
    if (isReach && !isGood) throw invalid(`${name}: Must be between 1 and ${most}.`);
  }
};

const checkBid = (campaign: Campaign, body: JsonObject): void => {
  if (isOptimized(campaign)) requiredText(body, 'bid_type');
  const type = oneOf(body['bid_type'] ?? 'BID_TYPE_NO_BID', 'bid_type', ['BID_TYPE_NO_BID', 'BID_TYPE_CUSTOM']);
  if (type === 'BID_TYPE_NO_BID') return;
  const name = body['billing_event'] === 'OCPM' ? 'conversion_bid_price' : 'bid_price';
  const bid = body[name];
  if (typeof bid !== 'number' || bid <= 0) throw invalid(`${name}: Missing data for required field.`);
  if (bid >= Number(body['budget'])) throw invalid('budget: Must be greater than the bid.');
};

type Schedule = Readonly<{ startAt: number; endAt?: number }>;

const instantIn = (body: JsonObject, name: string): number => {
  const instant = parseLocalText(requiredText(body, name));
  if (instant === undefined) throw invalid(`${name}: Must be yyyy-MM-dd HH:mm:ss.`);
  return instant;
};

const scheduleOf = (body: JsonObject, now: number): Schedule => {
  const types = ['SCHEDULE_FROM_NOW', 'SCHEDULE_START_END'] as const;
  const type = oneOf(requiredText(body, 'schedule_type'), 'schedule_type', types);
  const startAt = instantIn(body, 'schedule_start_time');
  if (startAt < now) throw invalid('schedule_start_time: Must not be in the past.');
  if (type === 'SCHEDULE_FROM_NOW') {
    if (body['budget_mode'] === 'BUDGET_MODE_TOTAL')
      throw invalid('schedule_type: BUDGET_MODE_TOTAL needs SCHEDULE_START_END.');
    return { startAt };
  }
  const endAt = instantIn(body, 'schedule_end_time');
  if (endAt <= startAt) throw invalid('schedule_end_time: Must be after schedule_start_time.');
  return { startAt, endAt };
};

const budgetKinds = {
  BUDGET_MODE_DAY: 'daily',
  BUDGET_MODE_DYNAMIC_DAILY_BUDGET: 'daily',
  BUDGET_MODE_TOTAL: 'lifetime',
} as const;
const budgetModes = ['BUDGET_MODE_DAY', 'BUDGET_MODE_DYNAMIC_DAILY_BUDGET', 'BUDGET_MODE_TOTAL'] as const;

/** The least that a day may cost, in currency units. */
const minimums: Readonly<Record<string, number>> = {
  ...{ USD: 20, EUR: 20, GBP: 15, CAD: 25, AUD: 30, SGD: 25, BRL: 100, HKD: 150, MXN: 350, PLN: 80, INR: 1_500 },
  ...{ JPY: 2_500, TRY: 600 },
};

/** Micros of the budget in it, checked against the least for its days. */
export const adGroupBudget = (
  value: unknown,
  mode: (typeof budgetModes)[number],
  { startAt, endAt }: Schedule,
  currency: string,
): number => {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw invalid('budget: Missing data for required field.');
  const unit = minorUnitMicros(currency);
  const minor = Math.round((value * 1_000_000) / unit);
  if (value <= 0 || Math.abs((minor * unit) / 1_000_000 - value) > 1e-9 * Math.max(1, value))
    throw invalid(`budget: Must be a positive number with at most ${decimalsOf(currency)} decimal places.`);
  const days = mode === 'BUDGET_MODE_TOTAL' ? Math.ceil(((endAt ?? startAt) - startAt) / dayMillis) : 1;
  const least = (minimums[currency] ?? 0) * days;
  if (value < least) throw invalid(`The ad group budget must not be less than ${least} ${currency}.`);
  return minor * unit;
};

/** What a new ad group's body says, all of it checked; under an optimised campaign its budget is read and ignored. */
export const adGroupSettings = (
  campaign: Campaign,
  body: JsonObject,
  { now, currency }: Readonly<{ now: number; currency: string }>,
): Schedule & Readonly<{ budget: Budget; pacing: string }> => {
  checkGoal(campaign, body);
  checkPlacements(body);
  if (texts(body['location_ids'] ?? body['zipcode_ids'] ?? [], 'location_ids').length === 0)
    throw invalid('location_ids: Missing data for required field.');
  checkAudience(body);
  const mode = oneOf(requiredText(body, 'budget_mode'), 'budget_mode', budgetModes);
  if (typeof body['budget'] !== 'number') throw invalid('budget: Missing data for required field.');
  const schedule = scheduleOf(body, now);
  checkBid(campaign, body);
  const pacing = oneOf(requiredText(body, 'pacing'), 'pacing', ['PACING_MODE_SMOOTH', 'PACING_MODE_FAST']);
  if (isOptimized(campaign)) {
    return { ...schedule, budget: { kind: 'none', micros: 0 }, pacing: 'PACING_MODE_SMOOTH' };
  }
  const micros = adGroupBudget(body['budget'], mode, schedule, currency);
  return { ...schedule, budget: { kind: budgetKinds[mode], micros }, pacing };
};
