import { adRows } from '../../delivery/ad-reports.ts';
import { type DailyRow, dailyRows } from '../../delivery/reports.ts';
import { noResults, type Results, sumOfResults } from '../../delivery/results.ts';
import type { Answer } from '../../http/exchange.ts';
import type { AccountState } from '../../state/account-state.ts';
import type { Campaign } from '../../state/campaign.ts';
import { childOf, childrenIn } from '../../state/children.ts';
import { campaignOf } from '../../state/state.ts';
import type { Store } from '../../state/store.ts';
import { dayMillis, localDay } from '../../time/zone.ts';
import { campaignNotFound, ok, refused } from './answers.ts';
import { instant, listed, oneOf, type Parameters, required } from './parameters.ts';

const groups = ['ENGAGEMENT', 'BILLING', 'WEB_CONVERSION'] as const;
type Group = (typeof groups)[number];

/** One value per bucket; `null` instead of the list when all of them are zero. */
type Series = readonly number[] | null;

const seriesOf = (buckets: readonly Results[], value: (results: Results) => number): Series => {
  const values = buckets.map(value);
  return values.some((each) => each !== 0) ? values : null;
};

/** With what they were worth where they are purchases; `null` for nothing at all. */
const conversionsOf = (
  buckets: readonly Results[],
  more: Readonly<Record<string, Series>>,
): Readonly<Record<string, Series>> | null => {
  const counts = seriesOf(buckets, ({ conversions }) => conversions);
  if (counts === null && Object.values(more).every((series) => series === null)) return null;
  return { post_view: null, post_engagement: counts, assisted: null, metric: counts, ...more };
};

/** What the campaign's web event tag counts: sign-ups where its id begins with `su`, else purchases. */
const webConversions = (buckets: readonly Results[], isSignUp: boolean) => {
  const bought = {
    order_quantity: seriesOf(buckets, ({ conversions }) => conversions),
    sale_amount: seriesOf(buckets, ({ revenueMicros }) => revenueMicros),
  };
  return {
    conversion_purchases: isSignUp ? null : conversionsOf(buckets, bought),
    conversion_sign_ups: isSignUp ? conversionsOf(buckets, {}) : null,
    conversion_site_visits: null,
    conversion_downloads: null,
    conversion_custom: null,
  };
};

type MetricsOf = (buckets: readonly Results[], isSignUp: boolean) => Readonly<Record<string, unknown>>;

const metricsOf: Readonly<Record<Group, MetricsOf>> = {
  ENGAGEMENT: (buckets) => ({
    impressions: seriesOf(buckets, ({ impressions }) => impressions),
    clicks: seriesOf(buckets, ({ clicks }) => clicks),
  }),
  BILLING: (buckets) => ({ billed_charge_local_micro: seriesOf(buckets, ({ spendMicros }) => spendMicros) }),
  WEB_CONVERSION: webConversions,
};

const badWindow = (message: string) => refused(400, 'INVALID_TIME_WINDOW', message, 'end_time');

type Window = Readonly<{ start: number; end: number }>;

const windowOf = (parameters: Parameters): Window => {
  const [start, end] = [instant(parameters, 'start_time'), instant(parameters, 'end_time')];
  if (end <= start) throw badWindow('end_time must be after start_time');
  if (end - start > 7 * dayMillis) throw badWindow('The time window must not exceed 7 days');
  return { start, end };
};

/** The dates of the window, which begins and ends at midnights of the account. */
const datesOf = ({ start, end }: Window, timeZone: string): readonly string[] => {
  const dates: string[] = [];
  let at = start;
  while (at < end) {
    const day = localDay(timeZone, at);
    if (day.start !== at) throw badWindow('Days must begin at midnight in the time zone of the account');
    dates.push(day.date);
    at = day.end;
  }
  if (at !== end) throw badWindow('Days must end at midnight in the time zone of the account');
  return dates;
};

const inTotal = (rows: readonly DailyRow[], { start, end }: Window, timeZone: string): Results => {
  const [first, last] = [localDay(timeZone, start).date, localDay(timeZone, end - 1).date];
  return sumOfResults(rows.filter(({ date }) => date >= first && date <= last));
};

/** What results are asked for: a campaign, or a promoted post, whose share of its campaign's results it has. */
type Reported = Readonly<{ campaign: Campaign; rows: readonly DailyRow[] }>;

const campaignRows = (store: Store, owner: AccountState, id: string): Reported => {
  const campaign = campaignOf(store.state, 'twitter', id);
  if (campaign?.adAccountId !== owner.account.adAccountId) throw campaignNotFound(id);
  return { campaign, rows: dailyRows(store, campaign) };
};

const promotedRows = (store: Store, owner: AccountState, id: string): Reported => {
  const promoted = childOf(store.state, 'twitter', 'ad', id);
  const campaign = campaignOf(store.state, 'twitter', promoted?.campaignId ?? '');
  if (campaign === undefined || promoted?.adAccountId !== owner.account.adAccountId) {
    throw refused(404, 'PROMOTED_TWEET_NOT_FOUND', `Promoted Tweet ${id} was not found`, 'entity_ids');
  }
  return { campaign, rows: adRows(store, campaign).filter(({ adId }) => adId === id) };
};

const reported = { CAMPAIGN: campaignRows, PROMOTED_TWEET: promotedRows } as const;

const countsSignUps = (store: Store, { id }: Campaign): boolean =>
  childrenIn(store.state, 'twitter', id, 'ad_group').some(({ details }) =>
    String(details['primary_web_event_tag'] ?? '').startsWith('su'),
  );

/**
 * `GET stats/accounts/:id`, of campaigns and promoted posts, deleted ones too. The sandbox knows results by day and for the one placement
 * that campaigns are shown in.
 */
export const getStats = (store: Store, owner: AccountState, parameters: Parameters): Answer => {
  const entity = oneOf(required(parameters, 'entity'), 'entity', ['CAMPAIGN', 'PROMOTED_TWEET']);
  const ids = listed(required(parameters, 'entity_ids'), 'entity_ids', 20);
  const window = windowOf(parameters);
  const granularity = oneOf(required(parameters, 'granularity'), 'granularity', ['DAY', 'TOTAL']);
  const placement = oneOf(required(parameters, 'placement'), 'placement', ['ALL_ON_TWITTER', 'SPOTLIGHT', 'TREND']);
  const asked = listed(required(parameters, 'metric_groups'), 'metric_groups', groups.length).map((group) =>
    oneOf(group, 'metric_groups', groups),
  );
  const { timeZone } = owner.account;
  const dates = granularity === 'DAY' ? datesOf(window, timeZone) : undefined;
  if (dates === undefined && (window.start % 3_600_000 !== 0 || window.end % 3_600_000 !== 0)) {
    throw badWindow('Times must be whole hours');
  }
  const bucketsOf = (all: readonly DailyRow[]): readonly Results[] => {
    const rows = placement === 'ALL_ON_TWITTER' ? all : [];
    if (dates === undefined) return [inTotal(rows, window, timeZone)];
    const byDate = new Map(rows.map((row) => [row.date, row]));
    return dates.map((date) => byDate.get(date) ?? noResults);
  };
  const data = ids.map((id) => {
    const { campaign, rows } = reported[entity](store, owner, id);
    const buckets = bucketsOf(rows);
    const isSignUp = countsSignUps(store, campaign);
    const metrics = Object.assign({}, ...asked.map((group) => metricsOf[group](buckets, isSignUp)));
    return { id, id_data: [{ segment: null, metrics }] };
  });
  const [only, ...others] = ids;
  return {
    ...ok(data, { data_type: 'stats', time_series_length: dates?.length ?? 1 }),
    ...(only === undefined || others.length > 0 || entity !== 'CAMPAIGN' ? {} : { concerning: only }),
  };
};
