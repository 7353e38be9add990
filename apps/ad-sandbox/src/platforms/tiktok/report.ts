import { type DailyRow, dailyRows } from '../../delivery/reports.ts';
import { type Results, sumOfResults } from '../../delivery/results.ts';
import { type Answer, isObject, type PlatformRequest, parsedJson } from '../../http/exchange.ts';
import { decimalText } from '../../money/currency.ts';
import type { AccountState } from '../../state/account-state.ts';
import type { Campaign } from '../../state/campaign.ts';
import { campaignOf, campaignsOf } from '../../state/state.ts';
import type { Store } from '../../state/store.ts';
import { dayMillis, isDate } from '../../time/zone.ts';
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

type Filter = Readonly<{ ids?: readonly string[]; withDeleted: boolean }>;

const filterOf = (request: PlatformRequest): Filter => {
  const entries = jsonParameter(request.parameters, 'filtering') ?? [];
  if (!Array.isArray(entries)) throw invalid('filtering: Not a valid list.');
  let filter: Filter = { withDeleted: false };
  for (const entry of entries) {
    if (!isObject(entry)) throw invalid('filtering: Not a valid list of objects.');
    const name = oneOf(entry['field_name'], 'filtering.field_name', ['campaign_ids', 'campaign_status']);
    oneOf(entry['filter_type'], 'filtering.filter_type', ['IN']);
    const values = texts(parsedJson(requiredText(entry, 'filter_value')), 'filtering.filter_value');
    filter =
      name === 'campaign_ids'
        ? { ...filter, ids: values }
        : { ...filter, withDeleted: values.some((value) => /ALL|DELETE$/.test(value)) };
  }
  return filter;
};

const datesOf = ({ parameters }: PlatformRequest, daily: boolean): Readonly<{ since: string; until: string }> => {
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

/** `GET /report/integrated/get/`, basic report on campaign level. Days without delivery have no row. */
export const getReport = (store: Store, owner: AccountState, request: PlatformRequest): Answer => {
  const { parameters } = request;
  oneOf(parameters['report_type'], 'report_type', ['BASIC']);
  oneOf(parameters['service_type'] ?? 'AUCTION', 'service_type', ['AUCTION']);
  oneOf(parameters['data_level'], 'data_level', ['AUCTION_CAMPAIGN']);
  const dimensions = texts(jsonParameter(parameters, 'dimensions'), 'dimensions');
  for (const dimension of dimensions) oneOf(dimension, 'dimensions', ['campaign_id', 'stat_time_day']);
  if (!dimensions.includes('campaign_id'))
    throw invalid('dimensions: campaign_id is required for data_level AUCTION_CAMPAIGN.');
  const daily = dimensions.includes('stat_time_day');
  const named = jsonParameter(parameters, 'metrics');
  const asked = named === undefined ? ['spend', 'impressions'] : texts(named, 'metrics');
  for (const metric of asked) oneOf(metric, 'metrics', Object.keys(metrics));
  const range = datesOf(request, daily);
  const filter = filterOf(request);
  const { currency } = owner.account;
  const rows = subjects(store, owner, filter).flatMap((campaign) =>
    rowsOf(dailyRows(store, campaign, range), daily).map((row) => ({
      dimensions: {
        campaign_id: campaign.id,
        ...(row.date === undefined ? {} : { stat_time_day: `${row.date} 00:00:00` }),
      },
      metrics: Object.fromEntries(asked.map((metric) => [metric, metrics[metric]?.(row, campaign, currency)])),
    })),
  );
  return ok(pageOf(rows, parameters), filter.ids?.length === 1 ? filter.ids[0] : undefined);
};
