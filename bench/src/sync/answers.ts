import { type DailyMetrics, microsPerUnit, type Platform } from '@campaigns/contracts';
import type { HttpCall } from '@campaigns/sync-worker';
import { daysUntil, standing } from './campaigns.ts';

/** What each platform says of campaigns that are as we want them, in its own words. */

type Sent = Readonly<{ url: URL; body: string; nowMs: number }>;
type Answer = (sent: Sent) => unknown;

const units = (micros: number): string => (micros / microsPerUnit).toFixed(2);
const lastOf = ({ url }: Sent): string => url.pathname.split('/').at(-1) ?? '';
/** The first id in a text: all of them have eleven digits, or twelve below a campaign. */
const idIn = (text: string): string => /\d{11,12}/.exec(text)?.[0] ?? '';
const daysIn = ({ nowMs }: Sent, since: string, until: string): readonly DailyMetrics[] =>
  daysUntil(nowMs).filter(({ date }) => date >= since && date <= until);

const meta: Answer = (sent) => {
  const { searchParams } = sent.url;
  if (!sent.url.pathname.endsWith('/insights')) {
    const id = lastOf(sent);
    const { name, budgetMicros } = standing(id);
    const status = { status: 'ACTIVE', effective_status: 'ACTIVE' };
    return { id, name, ...status, objective: 'OUTCOME_TRAFFIC', lifetime_budget: String(budgetMicros / 10_000) };
  }
  const { since, until } = JSON.parse(searchParams.get('time_range') ?? '{}');
  const about = searchParams.get('level') === 'ad' ? { ad_id: `2${idIn(sent.url.pathname)}` } : {};
  const data = daysIn(sent, since, until).map((day) => ({
    ...about,
    ...{ spend: units(day.spendMicros), impressions: String(day.impressions), clicks: String(day.clicks) },
    actions: [{ action_type: 'link_click', value: String(day.clicks) }],
    ...{ date_start: day.date, date_stop: day.date },
  }));
  return { data };
};

const google: Answer = (sent) => {
  const { query } = JSON.parse(sent.body) as Readonly<{ query: string }>;
  const id = /campaign\.id = (\d+)/.exec(query)?.[1] ?? '';
  const [, since = '', until = ''] = /BETWEEN '(\S+)' AND '(\S+)'/.exec(query) ?? [];
  if (since === '') {
    const { name, dailyBudgetMicros } = standing(id);
    const campaignBudget = { resourceName: `customers/1/campaignBudgets/${id}`, amountMicros: `${dailyBudgetMicros}` };
    const campaign = { id, name, status: 'ENABLED', advertisingChannelType: 'SEARCH' };
    return { results: [{ campaign, campaignBudget }] };
  }
  const about = query.includes('FROM ad_group_ad')
    ? { adGroupAd: { resourceName: `customers/1/adGroupAds/1${id}~2${id}` } }
    : { campaign: { id } };
  const results = daysIn(sent, since, until).map((day) => ({
    ...about,
    segments: { date: day.date },
    metrics: {
      ...{ costMicros: `${day.spendMicros}`, impressions: `${day.impressions}`, clicks: `${day.clicks}` },
      conversions: day.conversionsMicros / microsPerUnit,
      conversionsValue: day.revenueMicros / microsPerUnit,
    },
  }));
  return { results };
};

const tiktok: Answer = (sent) => {
  const { searchParams } = sent.url;
  const id = idIn(searchParams.get('filtering') ?? '');
  const listed = (list: readonly unknown[]) => ({
    ...{ code: 0, message: 'OK', data: { list, page_info: { page: 1, total_page: 1, total_number: list.length } } },
  });
  if (!sent.url.pathname.includes('/report/')) {
    const { name, budgetMicros } = standing(id);
    const status = { operation_status: 'ENABLE', secondary_status: 'CAMPAIGN_STATUS_ENABLE' };
    const budget = budgetMicros / microsPerUnit;
    return listed([{ campaign_id: id, campaign_name: name, ...status, objective_type: 'TRAFFIC', budget }]);
  }
  const about = searchParams.get('data_level') === 'AUCTION_AD' ? { ad_id: `2${id}` } : { campaign_id: id };
  const days = daysIn(sent, searchParams.get('start_date') ?? '', searchParams.get('end_date') ?? '');
  return listed(
    days.map((day) => ({
      dimensions: { ...about, stat_time_day: `${day.date} 00:00:00` },
      metrics: {
        ...{ spend: units(day.spendMicros), impressions: `${day.impressions}`, clicks: `${day.clicks}` },
        complete_payment: String(day.conversionsMicros / microsPerUnit),
        total_complete_payment_rate: units(day.revenueMicros),
      },
    })),
  );
};

const linkedin: Answer = (sent) => {
  if (!sent.url.pathname.endsWith('/adAnalytics')) {
    const id = lastOf(sent);
    const { name, budgetMicros, currency } = standing(id);
    const totalBudget = { amount: units(budgetMicros), currencyCode: currency };
    return { id: Number(id), name, status: 'ACTIVE', objectiveType: 'WEBSITE_VISIT', totalBudget };
  }
  const query = decodeURIComponent(sent.url.search);
  const id = idIn(query);
  const about = query.includes('pivot=CREATIVE') ? `urn:li:sponsoredCreative:2${id}` : `urn:li:sponsoredCampaign:${id}`;
  const [since = '', until = ''] = [...query.matchAll(/year:(\d+),month:(\d+),day:(\d+)/g)].map(([, ...parts]) =>
    parts.map((part) => part.padStart(2, '0')).join('-'),
  );
  const elements = daysIn(sent, since, until).map((day) => {
    const [year, month, dayOfMonth] = day.date.split('-').map(Number);
    const start = { year, month, day: dayOfMonth };
    return {
      ...{ pivotValues: [about], dateRange: { start, end: start } },
      ...{ impressions: day.impressions, clicks: day.clicks, costInLocalCurrency: units(day.spendMicros) },
      externalWebsiteConversions: day.conversionsMicros / microsPerUnit,
      conversionValueInLocalCurrency: units(day.revenueMicros),
    };
  });
  return { elements };
};

const twitter: Answer = (sent) => {
  const { pathname, searchParams } = sent.url;
  if (pathname.includes('/stats/')) {
    const [start, end] = ['start_time', 'end_time'].map((key) => (searchParams.get(key) ?? '').slice(0, 10));
    const count = (Date.parse(`${end}`) - Date.parse(`${start}`)) / 86_400_000;
    const known = new Map(daysUntil(sent.nowMs).map((day) => [day.date, day]));
    const days = Array.from({ length: count }, (_, index) =>
      known.get(new Date(Date.parse(`${start}`) + index * 86_400_000).toISOString().slice(0, 10)),
    );
    const series = (of: (day: DailyMetrics) => number) => days.map((day) => (day === undefined ? 0 : of(day)));
    const metrics = {
      ...{ impressions: series((day) => day.impressions), clicks: series((day) => day.clicks) },
      billed_charge_local_micro: series((day) => day.spendMicros),
      conversion_purchases: {
        metric: series((day) => day.conversionsMicros / microsPerUnit),
        sale_amount: series((day) => day.revenueMicros),
      },
    };
    const ids = (searchParams.get('entity_ids') ?? '').split(',');
    return { data: ids.map((id) => ({ id, id_data: [{ metrics }] })) };
  }
  if (pathname.endsWith('/promoted_tweets')) {
    const group = searchParams.get('line_item_ids') ?? '';
    const id = group.slice(1);
    return { data: [{ id: `3${id}`, line_item_id: group, tweet_id: `2${id}` }], next_cursor: null };
  }
  const id = lastOf(sent);
  const { name, budgetMicros } = standing(id);
  return { data: { id, name, entity_status: 'ACTIVE', total_budget_amount_local_micro: budgetMicros } };
};

const snapchat: Answer = (sent) => {
  const { pathname, searchParams } = sent.url;
  const told = (list: string, item: string, value: unknown) => ({
    ...{ request_status: 'SUCCESS', request_id: 'r1' },
    [list]: [{ sub_request_status: 'SUCCESS', [item]: value }],
  });
  if (pathname.endsWith('/stats')) {
    const id = idIn(pathname);
    const [since = '', until = ''] = ['start_time', 'end_time'].map((key) => searchParams.get(key)?.slice(0, 10));
    const timeseries = daysIn(sent, since, until).map((day) => ({
      start_time: `${day.date}T00:00:00.000Z`,
      stats: {
        ...{ impressions: day.impressions, swipes: day.clicks, spend: day.spendMicros },
        conversion_purchases: day.conversionsMicros / microsPerUnit,
        conversion_purchases_value: day.revenueMicros,
      },
    }));
    const ad = [{ id: `2${id}`, timeseries }];
    const value = searchParams.get('breakdown') === 'ad' ? { id, breakdown_stats: { ad } } : { id, timeseries };
    return told('timeseries_stats', 'timeseries_stat', value);
  }
  const id = lastOf(sent);
  const { name, budgetMicros } = standing(id);
  if (pathname.includes('/adsquads/')) {
    return told('adsquads', 'adsquad', { id, name, status: 'ACTIVE', lifetime_budget_micro: budgetMicros });
  }
  const objective = { objective_v2_properties: { objective_v2_type: 'TRAFFIC' } };
  const campaign = { id, name, status: 'ACTIVE', lifetime_spend_cap_micro: budgetMicros, ...objective };
  return told('campaigns', 'campaign', campaign);
};

const answers: Readonly<Record<Platform, Answer>> = { meta, google, tiktok, linkedin, twitter, snapchat };

const hosts: Readonly<Record<string, Platform>> = {
  ...{ 'graph.facebook.com': 'meta', 'googleads.googleapis.com': 'google', 'business-api.tiktok.com': 'tiktok' },
  ...{ 'api.linkedin.com': 'linkedin', 'ads-api.x.com': 'twitter', 'adsapi.snapchat.com': 'snapchat' },
};

/** Whom a request is for, and what is answered at that time. Throws for a change: nothing is to be changed. */
export const answerTo = (
  { url: text, body = '', mutates }: Pick<Parameters<HttpCall>[0], 'url' | 'body' | 'mutates'>,
  nowMs: number,
): Readonly<{ platform: Platform; body: string }> => {
  const url = new URL(text);
  const platform = hosts[url.hostname];
  if (platform === undefined) throw new Error(`No platform is at ${url.hostname}`);
  if (mutates) throw new Error(`Nothing was to be changed on ${platform}: ${url.pathname}`);
  return { platform, body: JSON.stringify(answers[platform]({ url, body, nowMs })) };
};
