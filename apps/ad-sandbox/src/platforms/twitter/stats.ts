import { type DailyRow, dailyRows } from '../../delivery/reports.ts';
import { noResults, type Results, sumOfResults } from '../../delivery/results.ts';
import type { Answer } from '../../http/exchange.ts';
import type { AccountState } from '../../state/account-state.ts';
import type { Campaign } from '../../state/campaign.ts';
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

const purchasesOf = (buckets: readonly Results[]): Readonly<Record<string, Series>> | null => {
  const purchases = seriesOf(buckets, ({ conversions }) => conversions);
  if (purchases === null) return null;
  return {
    post_view: null,
    post_engagement: purchases,
    assisted: null,
    metric: purchases,
    order_quantity: purchases,
    sale_amount: seriesOf(buckets, ({ revenueMicros }) => revenueMicros),
  };
};

const metricsOf: Readonly<Record<Group, (buckets: readonly Results[]) => Readonly<Record<string, unknown>>>> = {
  ENGAGEMENT: (buckets) => ({
    impressions: seriesOf(buckets, ({ impressions }) => impressions),
    clicks: seriesOf(buckets, ({ clicks }) => clicks),
  }),
  BILLING: (buckets) => ({ billed_charge_local_micro: seriesOf(buckets, ({ spendMicros }) => spendMicros) }),
  WEB_CONVERSION: (buckets) => ({
    conversion_purchases: purchasesOf(buckets),
    conversion_site_visits: null,
    conversion_sign_ups: null,
    conversion_downloads: null,
    conversion_custom: null,
  }),
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

const owned = (store: Store, owner: AccountState, id: string): Campaign => {
  const campaign = campaignOf(store.state, 'twitter', id);
  if (campaign?.adAccountId !== owner.account.adAccountId) throw campaignNotFound(id);
  return campaign;
};

/**
 * `GET stats/accounts/:id`, of campaigns, deleted ones too. The sandbox knows results by day and for the one placement
 * that campaigns are shown in.
 */
export const getStats = (store: Store, owner: AccountState, parameters: Parameters): Answer => {
  oneOf(required(parameters, 'entity'), 'entity', ['CAMPAIGN']);
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
  const bucketsOf = (campaign: Campaign): readonly Results[] => {
    const rows = placement === 'ALL_ON_TWITTER' ? dailyRows(store, campaign) : [];
    if (dates === undefined) return [inTotal(rows, window, timeZone)];
    const byDate = new Map(rows.map((row) => [row.date, row]));
    return dates.map((date) => byDate.get(date) ?? noResults);
  };
  const data = ids.map((id) => {
    const buckets = bucketsOf(owned(store, owner, id));
    const metrics = Object.assign({}, ...asked.map((group) => metricsOf[group](buckets)));
    return { id, id_data: [{ segment: null, metrics }] };
  });
  const [only, ...others] = ids;
  return {
    ...ok(data, { data_type: 'stats', time_series_length: dates?.length ?? 1 }),
    ...(only === undefined || others.length > 0 ? {} : { concerning: only }),
  };
};
