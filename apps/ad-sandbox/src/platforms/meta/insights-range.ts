import { campaignNow } from '../../delivery/reports.ts';
import type { AccountState } from '../../state/account-state.ts';
import type { Campaign } from '../../state/campaign.ts';
import type { Store } from '../../state/store.ts';
import { dayMillis, isDate, localDay } from '../../time/zone.ts';
import { invalid } from './errors.ts';
import { oneOf, optionalObject, type Parameters, wholeNumber } from './parameters.ts';

/** Dates of the account's time zone, both inclusive. */
export type DateRange = Readonly<{ since: string; until: string }>;

export const addDays = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * dayMillis).toISOString().slice(0, 10);

/** First and last day of a preset, counted back from today. */
const presets = {
  today: [0, 0],
  yesterday: [1, 1],
  last_3d: [3, 1],
  last_7d: [7, 1],
  last_14d: [14, 1],
  last_28d: [28, 1],
  last_30d: [30, 1],
  last_90d: [90, 1],
} as const;
const presetNames = [...(Object.keys(presets) as (keyof typeof presets)[]), 'maximum'] as const;

/** Every campaign has a calendar of its own; the account's today is that of the campaign that is furthest ahead. */
const today = (store: Store, { account }: AccountState, campaigns: readonly Campaign[]): string => {
  const instants = campaigns.map((campaign) => campaignNow(store, campaign));
  return localDay(account.timeZone, instants.length === 0 ? store.now() : Math.max(...instants)).date;
};

const presetRange = (store: Store, owner: AccountState, campaigns: readonly Campaign[], preset: unknown): DateRange => {
  const name = oneOf(preset, 'date_preset', presetNames);
  const last = today(store, owner, campaigns);
  if (name !== 'maximum') return { since: addDays(last, -presets[name][0]), until: addDays(last, -presets[name][1]) };
  const oldest = Math.min(store.now(), ...campaigns.map(({ createdAt }) => createdAt));
  return { since: localDay(owner.account.timeZone, oldest).date, until: last };
};

/** `time_range`, else `date_preset`, else the last 30 days. Throws `Refusal` 100. */
export const rangeOf = (
  store: Store,
  owner: AccountState,
  campaigns: readonly Campaign[],
  parameters: Parameters,
): DateRange => {
  const given = optionalObject(parameters, 'time_range');
  if (given === undefined) return presetRange(store, owner, campaigns, parameters['date_preset'] ?? 'last_30d');
  const { since, until } = given;
  if (!isDate(since) || !isDate(until)) {
    throw invalid('time_range', "Must specify both 'since' and 'until' of time_range as YYYY-MM-DD");
  }
  if (since > until) throw invalid('time_range', 'The start date of time_range must not be after its end date');
  return { since, until };
};

/** Days that one row covers; the whole range when it is not asked for. */
export const incrementOf = (parameters: Parameters): number => {
  const { time_increment: increment } = parameters;
  if (increment === undefined || increment === 'all_days') return Number.POSITIVE_INFINITY;
  return wholeNumber(parameters, 'time_increment', 90) ?? 1;
};

/** The stretch of the range that a day belongs to. */
export const stretchOf = ({ since, until }: DateRange, increment: number, date: string): DateRange => {
  if (increment === Number.POSITIVE_INFINITY) return { since, until };
  const days = (Date.parse(date) - Date.parse(since)) / dayMillis;
  const first = addDays(since, Math.floor(days / increment) * increment);
  const last = addDays(first, increment - 1);
  return { since: first, until: last < until ? last : until };
};
