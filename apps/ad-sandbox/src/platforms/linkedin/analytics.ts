import { adRows } from '../../delivery/ad-reports.ts';
import { type DailyRow, dailyRows } from '../../delivery/reports.ts';
import { sumOfResults } from '../../delivery/results.ts';
import type { Answer, JsonObject, PlatformRequest } from '../../http/exchange.ts';
import { decimalText } from '../../money/currency.ts';
import type { Campaign } from '../../state/campaign.ts';
import { accountOf, campaignOf, type TokenRecord } from '../../state/state.ts';
import type { Store } from '../../state/store.ts';
import { isDate } from '../../time/zone.ts';
import { validToken } from './access.ts';
import { documentOf } from './document.ts';
import { malformed } from './errors.ts';
import {
  isRecord,
  listParameter,
  type Query,
  queryOf,
  type RestLi,
  recordParameter,
  wordParameter,
} from './rest-li.ts';
import { campaignUrn, creativeUrn, idIn } from './urns.ts';

const mostFields = 20;
const mostElements = 15_000;

/** Days are UTC days, as `yyyy-MM-dd`, both inclusive. */
type Range = Readonly<{ since: string; until: string }>;
type Row = Omit<DailyRow, 'date'> & Range & Readonly<{ pivotUrn: string }>;
type Pivot = 'CAMPAIGN' | 'CREATIVE';
type Metric = (row: Row, campaign: Campaign, currency: string) => unknown;

const dayJson = (date: string): JsonObject => {
  const [year, month, day] = date.split('-').map(Number);
  return { year, month, day };
};

const isForLeads = (campaign: Campaign): boolean => documentOf(campaign)['objectiveType'] === 'LEAD_GENERATION';

const metrics: Readonly<Record<string, Metric>> = {
  pivotValues: ({ pivotUrn }) => [pivotUrn],
  dateRange: ({ since, until }) => ({ start: dayJson(since), end: dayJson(until) }),
  impressions: ({ impressions }) => impressions,
  clicks: ({ clicks }) => clicks,
  costInLocalCurrency: ({ spendMicros }, _campaign, currency) => decimalText(spendMicros, currency),
  externalWebsiteConversions: ({ conversions }, campaign) => (isForLeads(campaign) ? 0 : conversions),
  oneClickLeads: ({ conversions }, campaign) => (isForLeads(campaign) ? conversions : 0),
  // As text without zeros at its end.
  conversionValueInLocalCurrency: ({ revenueMicros }) => String(revenueMicros / 1_000_000),
};

const dateIn = (value: RestLi | undefined): string => {
  const { year, month, day } = isRecord(value) ? value : {};
  const date = [String(year), ...[month, day].map((part) => String(part).padStart(2, '0'))].join('-');
  if (!isDate(date)) throw malformed("Query parameter 'dateRange' must be (start:(year:…,month:…,day:…),end:(…))");
  return date;
};

const rangeOf = (query: Query): Range => {
  const { start, end } = recordParameter(query, 'dateRange');
  const range = { since: dateIn(start), until: dateIn(end) };
  if (range.since > range.until) throw malformed("Query parameter 'dateRange' ends before it starts");
  return range;
};

const wholeMonths = ({ since, until }: Range): Range => {
  const [year, month] = until.split('-').map(Number);
  const lastDay = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  return { since: `${since.slice(0, 7)}-01`, until: `${until.slice(0, 7)}-${lastDay}` };
};

const oneOf = (query: Query, name: string, allowed: readonly string[]): string => {
  const value = wordParameter(query, name) ?? '';
  if (!allowed.includes(value)) throw malformed(`Query parameter '${name}' must be one of ${allowed.join(', ')}`);
  return value;
};

const fieldsOf = ({ fields }: Query): readonly string[] => {
  if (fields === undefined) return ['impressions', 'clicks'];
  const names = fields.split(',');
  const unknown = names.find((name) => metrics[name] === undefined);
  if (unknown !== undefined) throw malformed(`Query parameter 'fields' knows no ${unknown}`);
  if (names.length > mostFields) throw malformed(`Query parameter 'fields' takes at most ${mostFields}`);
  return names;
};

/** The campaigns asked for; those that the token may not see are simply left out. */
const campaignsIn = (store: Store, { adAccountIds }: TokenRecord, query: Query): readonly Campaign[] =>
  listParameter(query, 'campaigns').flatMap((urn) => {
    const id = idIn('sponsoredCampaign', urn);
    if (id === undefined) throw malformed(`Query parameter 'campaigns': ${urn} is no campaign URN`);
    const campaign = campaignOf(store.state, 'linkedin', id);
    return campaign !== undefined && adAccountIds.has(campaign.adAccountId) ? campaign : [];
  });

/** By campaign, or by creative: those that were removed meanwhile too. */
const pivotedRows = (store: Store, campaign: Campaign, range: Range, pivot: Pivot) =>
  pivot === 'CAMPAIGN'
    ? dailyRows(store, campaign, range).map((row) => ({ ...row, pivotUrn: campaignUrn(campaign.id) }))
    : adRows(store, campaign, range).map(({ adId, ...row }) => ({ ...row, pivotUrn: creativeUrn(adId) }));

type Asked = Readonly<{ range: Range; pivot: Pivot; isDaily: boolean }>;

const rowsOf = (store: Store, campaign: Campaign, { range, pivot, isDaily }: Asked): readonly Row[] => {
  if (isDaily) {
    return pivotedRows(store, campaign, range, pivot).map(({ date, ...row }) => ({ ...row, since: date, until: date }));
  }
  const months = wholeMonths(range);
  const rows = Map.groupBy(pivotedRows(store, campaign, months, pivot), ({ pivotUrn }) => pivotUrn);
  return [...rows].map(([pivotUrn, ofOne]) => ({ ...sumOfResults(ofOne), ...months, pivotUrn }));
};

/** Whose campaign a report is about, for faults that concern one account. */
export const reportedAccount = (store: Store, request: PlatformRequest): string | undefined => {
  const [urn] = listParameter(queryOf(request.queryText), 'campaigns');
  const id = idIn('sponsoredCampaign', urn);
  return id === undefined ? undefined : campaignOf(store.state, 'linkedin', id)?.adAccountId;
};

/** `GET /adAnalytics?q=analytics`: an element of each day with delivery, or one for all of them, by what is pivoted. */
export const getAnalytics = (store: Store, request: PlatformRequest): Answer => {
  const token = validToken(store, request);
  const query = queryOf(request.queryText);
  oneOf(query, 'q', ['analytics']);
  const pivot = oneOf(query, 'pivot', ['CAMPAIGN', 'CREATIVE']) as Pivot;
  const isDaily = oneOf(query, 'timeGranularity', ['DAILY', 'ALL']) === 'DAILY';
  const [range, fields, campaigns] = [rangeOf(query), fieldsOf(query), campaignsIn(store, token, query)];
  const elements = campaigns.flatMap((campaign) => {
    const currency = accountOf(store.state, 'linkedin', campaign.adAccountId)?.account.currency ?? '';
    return rowsOf(store, campaign, { range, pivot, isDaily }).map((row) =>
      Object.fromEntries(fields.map((field) => [field, metrics[field]?.(row, campaign, currency)])),
    );
  });
  const [only, ...others] = campaigns;
  return {
    status: 200,
    body: { elements: elements.slice(0, mostElements), paging: { start: 0, count: 10, links: [] } },
    ...(only !== undefined && others.length === 0 ? { concerning: only.id } : {}),
  };
};
