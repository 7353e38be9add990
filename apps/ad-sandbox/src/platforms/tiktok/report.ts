import { adRows } from '../../delivery/ad-reports.ts';
import { type DailyRow, dailyRows } from '../../delivery/reports.ts';
import { type Results, sumOfResults } from '../../delivery/results.ts';
import { type Answer, isObject, type JsonObject, type PlatformRequest, parsedJson } from '../../http/exchange.ts';
import { decimalText } from '../../money/currency.ts';
import type { AccountState } from '../../state/account-state.ts';
import type { Campaign } from '../../state/campaign.ts';
import { childrenIn } from '../../state/children.ts';
import { campaignOf, campaignsOf } from '../../state/state.ts';
import type { Store } from '../../state/store.ts';
import { dayMillis, isDate } from '../../time/zone.ts';
import { isDeleted } from './child-json.ts';
import { invalid, ok } from './envelope.ts';
import { jsonParameter, oneOf, pageOf, requiredText, texts } from './fields.ts';

type Metric = (row: Results, campaign: Campaign, currency: string) => string;

const ratio = (part: number, whole: number, decimals = 2): string => (whole === 0 ? 0 : part / whole).toFixed(decimals);

const metrics: Readonly<Record<string, Metric>> = {
  spend: ({ spendMicros }, _campaign, currency) => decimalText(spendMicros, currency),
  impressions: ({ impressions }) => String(impressions),
  clicks: ({ clicks }) => String(clicks),
  ctr: ({ clicks, impressions }) => ratio(clicks * 100, impressions),
  cpc: ({ spendMicros, clicks }) => ratio(spendMicros / 1_000_000, clicks),
  cpm: ({ spendMicros, impressions }) => ratio(spendMicros / 1000, impressions),
  conversion: ({ conversions }) => String(conversions),
  conversion_rate: ({ conversions, clicks }) => ratio(conversions * 100, clicks),
  cost_per_conversion: ({ spendMicros, conversions }) => ratio(spendMicros / 1_000_000, conversions),
  complete_payment: ({ conversions }) => String(conversions),
  total_complete_payment_rate: ({ revenueMicros }, _campaign, currency) => decimalText(revenueMicros, currency),
  complete_payment_roas: ({ revenueMicros, spendMicros }) => ratio(revenueMicros, spendMicros),
  value_per_complete_payment: ({ revenueMicros, conversions }) => ratio(revenueMicros / 1_000_000, conversions),
  campaign_name: (_row, { name }) => name,
  objective_type: (_row, { details }) => String(details['objective_type']),
  currency: (_row, _campaign, currency) => currency,
};

type Filter = Readonly<{
  ids?: readonly string[];
  adIds?: readonly string[];
  withDeleted: boolean;
  withDeletedAds: boolean;
}>;

const filterNames = ['campaign_ids', 'campaign_status', 'ad_ids', 'ad_status'] as const;

const filtered = (name: (typeof filterNames)[number], values: readonly string[]): Partial<Filter> => {
  const areDeletedIn = values.some((value) => /ALL|DELETE$/.test(value));
  switch (name) {
    case 'campaign_ids':
      return { ids: values };
    case 'ad_ids':
      return { adIds: values };
    case 'campaign_status':
      return { withDeleted: areDeletedIn };
    default:
      return { withDeletedAds: areDeletedIn };
  }
};

const filterOf = (request: PlatformRequest): Filter => {
  const entries = jsonParameter(request.parameters, 'filtering') ?? [];
  if (!Array.isArray(entries)) throw invalid('filtering: Not a valid list.');
  let filter: Filter = { withDeleted: false, withDeletedAds: false };
  for (const entry of entries) {
    if (!isObject(entry)) throw invalid('filtering: Not a valid list of objects.');
    const name = oneOf(entry['field_name'], 'filtering.field_name', filterNames);
    oneOf(entry['filter_type'], 'filtering.filter_type', ['IN']);
    const values = texts(parsedJson(requiredText(entry, 'filter_value')), 'filtering.filter_value');
    filter = { ...filter, ...filtered(name, values) };
  }
  return filter;
};

type Range = Readonly<{ since: string; until: string }>;

const datesOf = ({ parameters }: PlatformRequest, daily: boolean): Range => {
  const [since, until] = [requiredText(parameters, 'start_date'), requiredText(parameters, 'end_date')];
  if (!isDate(since) || !isDate(until)) throw invalid('start_date, end_date: Must be yyyy-MM-dd.');
  const days = (Date.parse(until) - Date.parse(since)) / dayMillis + 1;
  if (days < 1) throw invalid('end_date: Must not be before start_date.');
  const most = daily ? 30 : 365;
  if (days > most) throw invalid(`The time range must not exceed ${most} days.`);
  return { since, until };
};

const subjects = (store: Store, owner: AccountState, { ids, withDeleted }: Filter): Campaign[] =>
  (ids === undefined
    ? campaignsOf(store.state, owner)
    : [...new Set(ids)].flatMap((id) => campaignOf(store.state, 'tiktok', id) ?? [])
  ).filter(
    ({ adAccountId, status }) => adAccountId === owner.account.adAccountId && (withDeleted || status !== 'deleted'),
  );

const rowsOf = (rows: readonly DailyRow[], daily: boolean): readonly (Results & { date?: string })[] => {
  if (daily || rows.length === 0) return rows;
  return [sumOfResults(rows)];
};

type Group = Readonly<{ dimensions: JsonObject; campaign: Campaign; rows: readonly DailyRow[] }>;

/** Everyone counted once, so the reach of several days is less than that of each day added up. */
const reachOf = (impressions: number, days: number): number => Math.ceil(impressions / (1.2 + 0.3 * (days - 1)));

const campaignGroups = (store: Store, owner: AccountState, filter: Filter, range: Range): readonly Group[] =>
  subjects(store, owner, filter).map((campaign) => ({
    dimensions: { campaign_id: campaign.id },
    ...{ campaign, rows: dailyRows(store, campaign, range) },
  }));

/** Ads that are deleted, or stand in something deleted, are left out unless their status is asked for. */
const adGroups = (store: Store, owner: AccountState, filter: Filter, range: Range): readonly Group[] =>
  subjects(store, owner, { ...filter, withDeleted: true }).flatMap((campaign) => {
    const rows = adRows(store, campaign, range);
    return childrenIn(store.state, 'tiktok', campaign.id, 'ad')
      .filter((ad) => filter.adIds?.includes(ad.id) ?? true)
      .filter((ad) => filter.withDeletedAds || !isDeleted(store, ad))
      .map(({ id }) => ({ dimensions: { ad_id: id }, campaign, rows: rows.filter(({ adId }) => adId === id) }));
  });

const levels = {
  AUCTION_CAMPAIGN: { dimension: 'campaign_id', groups: campaignGroups },
  AUCTION_AD: { dimension: 'ad_id', groups: adGroups },
} as const;

/** Of what did not happen there is no value at all in the report of ads. */
const withoutValue: Readonly<Record<string, (row: Results) => boolean>> = {
  complete_payment: ({ conversions }) => conversions === 0,
  total_complete_payment_rate: ({ revenueMicros }) => revenueMicros === 0,
  value_per_complete_payment: ({ conversions }) => conversions === 0,
};

/** `GET /report/integrated/get/`, basic report by campaign or by ad. Days without delivery have no row. */
export const getReport = (store: Store, owner: AccountState, request: PlatformRequest): Answer => {
  const { parameters } = request;
  oneOf(parameters['report_type'], 'report_type', ['BASIC']);
  oneOf(parameters['service_type'] ?? 'AUCTION', 'service_type', ['AUCTION']);
  const level = oneOf(parameters['data_level'], 'data_level', ['AUCTION_CAMPAIGN', 'AUCTION_AD']);
  const { dimension, groups } = levels[level];
  const dimensions = texts(jsonParameter(parameters, 'dimensions'), 'dimensions');
  for (const name of dimensions) oneOf(name, 'dimensions', [dimension, 'stat_time_day']);
  if (!dimensions.includes(dimension)) throw invalid(`dimensions: ${dimension} is required for data_level ${level}.`);
  const daily = dimensions.includes('stat_time_day');
  const named = jsonParameter(parameters, 'metrics');
  const asked = named === undefined ? ['spend', 'impressions'] : texts(named, 'metrics');
  for (const metric of asked) oneOf(metric, 'metrics', [...Object.keys(metrics), 'reach', 'frequency']);
  const range = datesOf(request, daily);
  const filter = filterOf(request);
  const { currency } = owner.account;
  const shown = (metric: string, row: Results, campaign: Campaign, days: number): string | undefined => {
    const reach = reachOf(row.impressions, days);
    if (metric === 'reach') return String(reach);
    if (metric === 'frequency') return ratio(row.impressions, reach);
    const isNone = level === 'AUCTION_AD' && withoutValue[metric]?.(row) === true;
    return isNone ? '-' : metrics[metric]?.(row, campaign, currency);
  };
  const rows = groups(store, owner, filter, range).flatMap((group) =>
    rowsOf(group.rows, daily).map((row) => ({
      dimensions: {
        ...group.dimensions,
        ...(row.date === undefined ? {} : { stat_time_day: `${row.date} 00:00:00` }),
      },
      metrics: Object.fromEntries(
        asked.map((metric) => [metric, shown(metric, row, group.campaign, daily ? 1 : group.rows.length)]),
      ),
    })),
  );
  return ok(pageOf(rows, parameters), filter.ids?.length === 1 ? filter.ids[0] : undefined);
};
