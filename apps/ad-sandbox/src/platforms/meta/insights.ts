import { adRows } from '../../delivery/ad-reports.ts';
import { type DailyRow, dailyRows } from '../../delivery/reports.ts';
import { type Results, sumOfResults } from '../../delivery/results.ts';
import type { Answer, PlatformRequest } from '../../http/exchange.ts';
import { decimalText } from '../../money/currency.ts';
import type { AccountState } from '../../state/account-state.ts';
import type { Campaign } from '../../state/campaign.ts';
import type { Child } from '../../state/child.ts';
import { childrenIn } from '../../state/children.ts';
import type { Account } from '../../state/facts.ts';
import { campaignOf, campaignsOf } from '../../state/state.ts';
import type { Store } from '../../state/store.ts';
import type { World } from '../platform.ts';
import type { OwnedCampaign } from './access.ts';
import { statusText } from './campaign-json.ts';
import { effectiveStatus } from './child-json.ts';
import type { OwnedChild } from './children.ts';
import { notFound } from './errors.ts';
import { type Fields, fieldsOf, pick } from './fields.ts';
import { filterOf } from './filtering.ts';
import { type DateRange, incrementOf, rangeOf, stretchOf } from './insights-range.ts';
import { type Keyed, pageOf } from './paging.ts';
import { oneOf, type Parameters } from './parameters.ts';

/** What one row of the report is about: one ad, one campaign or, on account level, all of them. */
type Subject = Readonly<{
  account: Account;
  campaign: Campaign | undefined;
  campaigns: readonly Campaign[];
  ad?: Child;
}>;
type Row = Subject & Readonly<{ stretch: DateRange; results: Results; dayCount: number }>;
type Actions = readonly Readonly<{ action_type: string; value: string }>[];

const purchaseActions = ['omni_purchase', 'purchase', 'offsite_conversion.fb_pixel_purchase'];

/** One conversion appears under several names, and only once under each: whoever adds them up counts it several times. */
const conversionActions = (campaign: Campaign | undefined): readonly string[] => {
  switch (campaign?.details['objective']) {
    case 'OUTCOME_LEADS':
      return ['lead', 'offsite_conversion.fb_pixel_lead'];
    case 'OUTCOME_APP_PROMOTION':
      return ['mobile_app_install'];
    default:
      return purchaseActions;
  }
};

const linkClickShare = 0.92;

const listOrNothing = (actions: Actions): Actions | undefined => (actions.length === 0 ? undefined : actions);

const actionsOf = ({ campaign, results }: Row): Actions | undefined => {
  const linkClicks = Math.floor(results.clicks * linkClickShare);
  const clicks = linkClicks === 0 ? [] : [{ action_type: 'link_click', value: String(linkClicks) }];
  const { conversions } = results;
  const types = conversions === 0 ? [] : conversionActions(campaign);
  return listOrNothing([...clicks, ...types.map((type) => ({ action_type: type, value: String(conversions) }))]);
};

const actionValuesOf = ({ account, campaign, results }: Row): Actions | undefined => {
  const types = results.revenueMicros === 0 ? [] : conversionActions(campaign);
  const value = decimalText(results.revenueMicros, account.currency);
  return listOrNothing(
    types.filter((type) => purchaseActions.includes(type)).map((type) => ({ action_type: type, value })),
  );
};

const ratio = (part: number, whole: number): string | undefined =>
  whole === 0 ? undefined : (part / whole).toFixed(6);

/** How often a person sees it on one day, and how much more on each further one: people of several days are the same. */
const [firstDay, furtherDay] = [1.2, 0.15];

const frequencyOf = ({ dayCount }: Row): number => firstDay + furtherDay * (dayCount - 1);

const linkClicksOf = ({ results }: Row): string => String(Math.floor(results.clicks * linkClickShare));

/** Every value is text; money is in whole currency units with decimals, unlike budgets. */
const rowFields: Fields<Row> = {
  account_id: ({ account }) => account.adAccountId,
  account_name: ({ account }) => account.name,
  account_currency: ({ account }) => account.currency,
  campaign_id: ({ campaign }) => campaign?.id,
  campaign_name: ({ campaign }) => campaign?.name,
  ad_id: ({ ad }) => ad?.id,
  ad_name: ({ ad }) => ad?.name,
  adset_id: ({ ad }) => ad?.adGroupId,
  reach: (row) => String(Math.floor(row.results.impressions / frequencyOf(row))),
  frequency: (row) => frequencyOf(row).toFixed(6),
  inline_link_clicks: linkClicksOf,
  objective: ({ campaign }) => campaign?.details['objective'],
  spend: ({ results, account }) => decimalText(results.spendMicros, account.currency),
  impressions: ({ results }) => String(results.impressions),
  clicks: ({ results }) => String(results.clicks),
  ctr: ({ results }) => ratio(results.clicks * 100, results.impressions),
  cpc: ({ results }) => ratio(results.spendMicros / 1_000_000, results.clicks),
  cpm: ({ results }) => ratio(results.spendMicros / 1000, results.impressions),
  actions: actionsOf,
  action_values: actionValuesOf,
  date_start: ({ stretch }) => stretch.since,
  date_stop: ({ stretch }) => stretch.until,
};
const defaultFields = ['impressions', 'spend'];
const datesOfRow = ['date_start', 'date_stop'];

const daysOf = (store: Store, campaign: Campaign, { ad }: Subject, range: DateRange): readonly DailyRow[] =>
  ad === undefined
    ? dailyRows(store, campaign, range)
    : adRows(store, campaign, range).filter(({ adId, impressions }) => adId === ad.id && impressions > 0);

/** Stretches without delivery have no row. */
const rowsOf = (store: Store, subject: Subject, range: DateRange, increment: number): readonly Row[] => {
  const stretches = new Map<string, { stretch: DateRange; days: Results[] }>();
  for (const campaign of subject.campaigns) {
    for (const day of daysOf(store, campaign, subject, range)) {
      const stretch = stretchOf(range, increment, day.date);
      const known = stretches.get(stretch.since);
      if (known === undefined) stretches.set(stretch.since, { stretch, days: [day] });
      else known.days.push(day);
    }
  }
  return [...stretches.values()]
    .sort((one, other) => (one.stretch.since < other.stretch.since ? -1 : 1))
    .map(({ stretch, days }) => ({ ...subject, stretch, results: sumOfResults(days), dayCount: days.length }));
};

/** Keys fall, so that rows that come in at the end of the report stay behind a cursor. */
const keyed = (rows: readonly Row[]): Keyed<Row>[] =>
  rows.map((row, index) => ({ key: Number.MAX_SAFE_INTEGER - index, row }));

type Level = 'account' | 'campaign' | 'ad';

/** Deleted ads are left out of every report but their own. */
const shownAds = (store: Store, { id }: Campaign): readonly Child[] =>
  childrenIn(store.state, 'meta', id, 'ad').filter((ad) => effectiveStatus(store, ad) !== 'DELETED');

type Scope = Readonly<{
  store: Store;
  owner: AccountState;
  campaigns: readonly Campaign[];
  level: Level;
  /** The one ad that is asked about. */
  ad?: Child;
}>;

const subjectsOf = ({ store, owner: { account }, campaigns, level, ad: asked }: Scope): readonly Subject[] => {
  if (level === 'account') return [{ account, campaign: undefined, campaigns }];
  return campaigns.flatMap((campaign) => {
    const subject = { account, campaign, campaigns: [campaign] };
    if (level === 'campaign') return [subject];
    const ads = asked === undefined ? shownAds(store, campaign) : [asked];
    return ads.map((ad) => ({ ...subject, ad }));
  });
};

const report = (scope: Scope, parameters: Parameters, request: PlatformRequest): Answer => {
  const { store, owner, campaigns } = scope;
  const fields = [...(fieldsOf(parameters, rowFields) ?? defaultFields), ...datesOfRow];
  const range = rangeOf(store, owner, campaigns, parameters);
  const increment = incrementOf(parameters);
  const rows = subjectsOf(scope).flatMap((subject) => rowsOf(store, subject, range, increment));
  return pageOf(request, parameters, keyed(rows), (row) => pick(rowFields, fields, row));
};

/** `GET /act_{id}/insights`. A total of the account counts all its campaigns; by campaign, archived ones must be asked for. */
export const accountInsights = (
  { store }: World,
  owner: AccountState,
  parameters: Parameters,
  request: PlatformRequest,
): Answer => {
  const level = oneOf(parameters['level'] ?? 'account', 'level', ['account', 'campaign', 'ad']);
  const passes = filterOf(parameters);
  const isTotal = level === 'account' && parameters['filtering'] === undefined;
  const campaigns = campaignsOf(store.state, owner).filter(
    (campaign) => isTotal || passes({ ...campaign, effectiveStatus: statusText(campaign) }),
  );
  return report({ store, owner, campaigns, level }, parameters, request);
};

/** `GET /{campaign id}/insights`. */
export const campaignInsights = (
  { store }: World,
  { owner, campaign }: OwnedCampaign,
  parameters: Parameters,
  request: PlatformRequest,
): Answer => {
  const level = oneOf(parameters['level'] ?? 'campaign', 'level', ['campaign', 'ad']);
  return {
    ...report({ store, owner, campaigns: [campaign], level }, parameters, request),
    concerning: campaign.id,
  };
};

/** `GET /{ad id}/insights`: of a deleted ad too. */
export const adInsights = (
  { store }: World,
  { owner, child }: OwnedChild,
  parameters: Parameters,
  request: PlatformRequest,
): Answer => {
  const campaign = campaignOf(store.state, 'meta', child.campaignId ?? '');
  if (child.kind !== 'ad' || campaign === undefined) throw notFound(request.method, child.id);
  return {
    ...report({ store, owner, campaigns: [campaign], level: 'ad', ad: child }, parameters, request),
    concerning: campaign.id,
  };
};
