import { type AdRow, adRows } from '../../delivery/ad-reports.ts';
import { campaignNow, type DailyRow, dailyRows } from '../../delivery/reports.ts';
import { noResults, type Results, sumOfResults } from '../../delivery/results.ts';
import type { Answer, JsonObject, PlatformRequest } from '../../http/exchange.ts';
import type { AccountState } from '../../state/account-state.ts';
import type { Campaign } from '../../state/campaign.ts';
import { childrenIn } from '../../state/children.ts';
import { campaignsOf } from '../../state/state.ts';
import type { Store } from '../../state/store.ts';
import { dayMillis, localDay, localText } from '../../time/zone.ts';
import type { OwnedCampaign } from './access.ts';
import { badRequest, item, succeeded } from './answers.ts';
import { instantOfIso, zonedIso } from './instants.ts';

const hourMillis = 3_600_000;
const longestRangeDays = 31;

/** Amounts are micros; a swipe up is a click. */
const fieldsOfResults: Readonly<Record<string, (results: Results) => number>> = {
  impressions: ({ impressions }) => impressions,
  swipes: ({ clicks }) => clicks,
  spend: ({ spendMicros }) => spendMicros,
  conversion_purchases: ({ conversions }) => conversions,
  conversion_purchases_value: ({ revenueMicros }) => revenueMicros,
};
const defaultFields = 'impressions,spend';

const notAllowed = (parameter: string) => badRequest('E2002', `Property value is not allowed : [${parameter}]`);

/** Epoch ms; the end is exclusive. */
type Range = Readonly<{ start: number; end: number }>;
type Query = Range & Readonly<{ fields: readonly string[]; byDay: boolean; omitEmpty: boolean }>;

const unsupported = (why: string) => badRequest('E1008', `Unsupported Stats Query: ${why}`);

const onTheHour = ({ account }: AccountState, parameters: PlatformRequest['parameters'], name: string): number => {
  const instant = instantOfIso(parameters[name]);
  if (instant === undefined) throw unsupported(`${name} must be an ISO 8601 time with an offset`);
  if (!localText(account.timeZone, instant).endsWith(':00:00') || instant % 1000 !== 0) {
    throw unsupported(`${name} must be on the hour`);
  }
  return instant;
};

const checkDays = ({ account }: AccountState, { start, end }: Range): void => {
  const isMidnight = (instant: number): boolean => localDay(account.timeZone, instant).start === instant;
  if (!isMidnight(start) || !isMidnight(end)) {
    throw unsupported(`days begin and end at midnight in ${account.timeZone}`);
  }
  if (end - start > longestRangeDays * dayMillis) throw unsupported(`at most ${longestRangeDays} days`);
};

/** Results are simulated by day, so there are none by the hour. */
const queryOf = (owner: AccountState, { parameters }: PlatformRequest): Query => {
  const { granularity = 'TOTAL', fields = defaultFields, omit_empty: omitEmpty } = parameters;
  if (granularity !== 'TOTAL' && granularity !== 'DAY') throw notAllowed('granularity');
  const names = fields.split(',');
  if (names.some((name) => fieldsOfResults[name] === undefined)) throw notAllowed('fields');
  const range = { start: onTheHour(owner, parameters, 'start_time'), end: onTheHour(owner, parameters, 'end_time') };
  if (range.end <= range.start) throw unsupported('The end time must be after the start time');
  const byDay = granularity === 'DAY';
  if (byDay) checkDays(owner, range);
  return { ...range, fields: names, byDay, omitEmpty: omitEmpty === 'true' };
};

const daysIn = (timeZone: string, { start, end }: Range): readonly (Range & Readonly<{ date: string }>)[] => {
  const days = [];
  for (let day = localDay(timeZone, start); day.start < end; day = localDay(timeZone, day.end)) {
    days.push({ date: day.date, start: day.start, end: day.end });
  }
  return days;
};

type Subject = Readonly<{ store: Store; owner: AccountState; campaign: Campaign; query: Query }>;

const statsJson = ({ fields }: Query, results: Results): JsonObject =>
  Object.fromEntries(fields.map((name) => [name, fieldsOfResults[name]?.(results)]));

const hasDelivery = ({ spendMicros, impressions }: Results): boolean => spendMicros + impressions > 0;

/** A row for every day, with zeros where nothing was delivered, unless those are to be left out. */
const timeseries = (
  { store, owner, campaign, query }: Subject,
  rows: readonly DailyRow[] = dailyRows(store, campaign),
): readonly JsonObject[] => {
  const { timeZone } = owner.account;
  const results = new Map(rows.map((row) => [row.date, row]));
  return daysIn(timeZone, query)
    .map((day) => ({ ...day, results: results.get(day.date) ?? noResults }))
    .filter((day) => !query.omitEmpty || hasDelivery(day.results))
    .map((day) => ({
      start_time: zonedIso(timeZone, day.start),
      end_time: zonedIso(timeZone, day.end),
      stats: statsJson(query, day.results),
    }));
};

/** A total counts the days that the range touches. */
const total = ({ store, owner, campaign, query }: Subject): JsonObject => {
  const { timeZone } = owner.account;
  const since = localDay(timeZone, query.start).date;
  const until = localDay(timeZone, query.end - 1).date;
  return statsJson(query, sumOfResults(dailyRows(store, campaign, { since, until })));
};

const heading = ({ owner, query }: Omit<Subject, 'campaign'>, now: number): JsonObject => ({
  granularity: query.byDay ? 'DAY' : 'TOTAL',
  start_time: zonedIso(owner.account.timeZone, query.start),
  end_time: zonedIso(owner.account.timeZone, query.end),
  finalized_data_end_time: new Date(Math.min(query.end, Math.floor(now / hourMillis) * hourMillis)).toISOString(),
});

const rowsOf = (subject: Subject): JsonObject =>
  subject.query.byDay ? { timeseries: timeseries(subject) } : { stats: total(subject) };

const report = (byDay: boolean, stat: JsonObject): Answer =>
  byDay
    ? succeeded({ timeseries_stats: [item('timeseries_stat', stat)] })
    : succeeded({ total_stats: [item('total_stat', stat)] });

/** One entry for each ad that was ever made in the campaign, deleted ones too. */
const byAd = (subject: Subject): JsonObject => {
  const { store, campaign, query } = subject;
  const rows = Map.groupBy(adRows(store, campaign), ({ adId }) => adId);
  const entries = childrenIn(store.state, 'snapchat', campaign.id, 'ad').map(({ id }) => {
    const own: readonly AdRow[] = rows.get(id) ?? [];
    return query.byDay
      ? { id, type: 'AD', granularity: 'DAY', timeseries: timeseries(subject, own) }
      : { id, type: 'AD', stats: statsJson(query, sumOfResults(own)) };
  });
  return { breakdown_stats: { ad: entries } };
};

/** `GET /campaigns/{id}/stats`, of the campaign or, with `breakdown=ad`, of each of its ads. */
export const campaignStats = (store: Store, { owner, campaign }: OwnedCampaign, request: PlatformRequest): Answer => {
  const { breakdown } = request.parameters;
  if (breakdown !== undefined && breakdown !== 'ad') throw notAllowed('breakdown');
  const query = queryOf(owner, request);
  const subject = { store, owner, campaign, query };
  const stat = {
    id: campaign.id,
    type: 'CAMPAIGN',
    ...heading(subject, campaignNow(store, campaign)),
    ...(breakdown === 'ad' ? byAd(subject) : rowsOf(subject)),
  };
  return { ...report(query.byDay, stat), concerning: campaign.id };
};

/** `GET /adaccounts/{id}/stats?breakdown=campaign`, one entry for each campaign, deleted ones too. */
export const accountStats = (store: Store, owner: AccountState, request: PlatformRequest): Answer => {
  if (request.parameters['breakdown'] !== 'campaign') throw notAllowed('breakdown');
  const query = queryOf(owner, request);
  const campaigns = campaignsOf(store.state, owner).map((campaign) => ({
    id: campaign.id,
    type: 'CAMPAIGN',
    ...(query.byDay ? { granularity: 'DAY' } : {}),
    ...rowsOf({ store, owner, campaign, query }),
  }));
  const stat = {
    id: owner.account.adAccountId,
    type: 'AD_ACCOUNT',
    ...heading({ store, owner, query }, store.now()),
    breakdown_stats: { campaign: campaigns },
  };
  return report(query.byDay, stat);
};
