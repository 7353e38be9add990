import type { Results } from '../../../delivery/results.ts';
import type { Account, SharedBudget } from '../../../state/facts.ts';
import { resourceName } from '../resource-name.ts';
import { campaignFields } from './campaign-fields.ts';
import {
  adFields,
  adGroupCriterionFields,
  adGroupFields,
  campaignCriterionFields,
  changeFields,
} from './child-fields.ts';
import type { Field, Row, Value } from './row.ts';

const ofBudget =
  (read: (budget: SharedBudget, row: Row) => Value | undefined): Field['read'] =>
  (row) =>
    row.budget === undefined ? undefined : read(row.budget, row);

/** A budget of one campaign is called after it. */
const budgetName = ({ explicitlyShared, name }: SharedBudget, { campaign, spenders }: Row): string =>
  explicitlyShared ? name : ((campaign ?? spenders()[0])?.name ?? name);

const budgetFields: Readonly<Record<string, Field>> = {
  resource_name: {
    type: 'STRING',
    read: ofBudget(({ id }, { customer }) => resourceName(customer.adAccountId, 'campaignBudgets', id)),
  },
  id: { type: 'INT64', read: ofBudget(({ id }) => Number(id)) },
  name: { type: 'STRING', read: ofBudget(budgetName) },
  amount_micros: {
    type: 'INT64',
    read: ofBudget(({ period, micros }) => (period === 'DAILY' ? micros : undefined)),
  },
  total_amount_micros: {
    type: 'INT64',
    read: ofBudget(({ period, micros }) => (period === 'CUSTOM_PERIOD' ? micros : undefined)),
  },
  period: { type: 'ENUM', names: ['DAILY', 'CUSTOM_PERIOD'], read: ofBudget(({ period }) => period) },
  status: {
    type: 'ENUM',
    names: ['ENABLED', 'REMOVED'],
    read: ofBudget(({ removed }) => (removed ? 'REMOVED' : 'ENABLED')),
  },
  delivery_method: {
    type: 'ENUM',
    names: ['STANDARD', 'ACCELERATED'],
    read: ofBudget(({ deliveryMethod }) => deliveryMethod),
  },
  explicitly_shared: { type: 'BOOLEAN', read: ofBudget(({ explicitlyShared }) => explicitlyShared) },
  reference_count: { type: 'INT64', read: ofBudget((_budget, { spenders }) => spenders().length) },
};

const customerStatuses = { open: 'ENABLED', pending: 'SUSPENDED', closed: 'CANCELED' } as const;

const statusOf = ({ standing = 'open' }: Account): string => customerStatuses[standing];

const ofClient =
  (read: (client: NonNullable<Row['client']>, row: Row) => Value | undefined): Field['read'] =>
  (row) =>
    row.client === undefined ? undefined : read(row.client, row);

const clientFields: Readonly<Record<string, Field>> = {
  resource_name: {
    type: 'STRING',
    read: ofClient(
      ({ account }, { customer }) => `customers/${customer.adAccountId}/customerClients/${account.adAccountId}`,
    ),
  },
  client_customer: { type: 'STRING', read: ofClient(({ account }) => `customers/${account.adAccountId}`) },
  id: { type: 'INT64', read: ofClient(({ account }) => Number(account.adAccountId)) },
  descriptive_name: { type: 'STRING', read: ofClient(({ account }) => account.name) },
  currency_code: { type: 'STRING', read: ofClient(({ account }) => account.currency) },
  time_zone: { type: 'STRING', read: ofClient(({ account }) => account.timeZone) },
  manager: { type: 'BOOLEAN', read: ofClient(({ account }) => account.manager ?? false) },
  status: {
    type: 'ENUM',
    names: ['ENABLED', 'CANCELED', 'SUSPENDED', 'CLOSED'],
    read: ofClient(({ account }) => statusOf(account)),
  },
  level: { type: 'INT64', read: ofClient(({ level }) => level) },
};

const customerFields: Readonly<Record<string, Field>> = {
  resource_name: { type: 'STRING', read: ({ customer }) => `customers/${customer.adAccountId}` },
  id: { type: 'INT64', read: ({ customer }) => Number(customer.adAccountId) },
  descriptive_name: { type: 'STRING', read: ({ customer }) => customer.name },
  currency_code: { type: 'STRING', read: ({ customer }) => customer.currency },
  time_zone: { type: 'STRING', read: ({ customer }) => customer.timeZone },
  status: {
    type: 'ENUM',
    names: ['ENABLED', 'CANCELED', 'SUSPENDED', 'CLOSED'],
    read: ({ customer }) => statusOf(customer),
  },
  manager: { type: 'BOOLEAN', read: ({ customer }) => customer.manager ?? false },
  test_account: { type: 'BOOLEAN', read: () => false },
};

const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

const metric = (type: 'INT64' | 'DOUBLE', read: (results: Results) => number): Field => ({
  type,
  read: ({ results }) => read(results),
});

/** Cost in micros, values in whole units of the currency with decimals. */
const metricFields: Readonly<Record<string, Field>> = {
  cost_micros: metric('INT64', ({ spendMicros }) => spendMicros),
  impressions: metric('INT64', ({ impressions }) => impressions),
  clicks: metric('INT64', ({ clicks }) => clicks),
  conversions: metric('DOUBLE', ({ conversions }) => conversions),
  conversions_value: metric('DOUBLE', ({ revenueMicros }) => revenueMicros / 1_000_000),
  ctr: metric('DOUBLE', ({ clicks, impressions }) => ratio(clicks, impressions)),
  average_cpc: metric('DOUBLE', ({ spendMicros, clicks }) => ratio(spendMicros, clicks)),
  average_cpm: metric('DOUBLE', ({ spendMicros, impressions }) => ratio(spendMicros * 1000, impressions)),
  cost_per_conversion: metric('DOUBLE', ({ spendMicros, conversions }) => ratio(spendMicros, conversions)),
  value_per_conversion: metric('DOUBLE', ({ revenueMicros, conversions }) =>
    ratio(revenueMicros / 1_000_000, conversions),
  ),
};

const segmentFields: Readonly<Record<string, Field>> = { date: { type: 'DATE', read: ({ date }) => date } };

const groups = {
  campaign: campaignFields,
  campaign_budget: budgetFields,
  customer: customerFields,
  customer_client: clientFields,
  ad_group: adGroupFields,
  ad_group_ad: adFields,
  campaign_criterion: campaignCriterionFields,
  ad_group_criterion: adGroupCriterionFields,
  change_status: changeFields,
  metrics: metricFields,
  segments: segmentFields,
} as const;
export type Group = keyof typeof groups;

/** What can stand after FROM. */
const resources = [
  'campaign',
  'campaign_budget',
  'customer',
  'customer_client',
  'ad_group',
  'ad_group_ad',
  'campaign_criterion',
  'ad_group_criterion',
  'change_status',
] as const;
export type Resource = (typeof resources)[number];

/** Resources that a row of a resource also shows: a campaign its budget, everything its customer. */
const attributed: Readonly<Record<Resource, readonly Group[]>> = {
  campaign: ['campaign', 'campaign_budget', 'customer', 'metrics', 'segments'],
  campaign_budget: ['campaign_budget', 'customer', 'metrics', 'segments'],
  customer: ['customer', 'metrics', 'segments'],
  customer_client: ['customer_client', 'customer'],
  ad_group: ['ad_group', 'campaign', 'customer', 'metrics', 'segments'],
  ad_group_ad: ['ad_group_ad', 'ad_group', 'campaign', 'customer', 'metrics', 'segments'],
  campaign_criterion: ['campaign_criterion', 'campaign', 'customer'],
  ad_group_criterion: ['ad_group_criterion', 'ad_group', 'campaign', 'customer'],
  change_status: ['change_status', 'campaign', 'ad_group', 'customer'],
};

export const resourceOf = (name: string): Resource | undefined => resources.find((resource) => resource === name);

const isGroup = (name: string): name is Group => Object.hasOwn(groups, name);

export const groupOf = (name: string): Group | undefined => {
  const [group = ''] = name.split('.', 1);
  return isGroup(group) ? group : undefined;
};

export const isVisibleFrom = (resource: Resource, group: Group): boolean => attributed[resource].includes(group);

/** The field of that full name, `campaign.network_settings.target_google_search`; undefined when there is none. */
export const fieldNamed = (name: string): Field | undefined => {
  const group = groupOf(name);
  const rest = name.slice(name.indexOf('.') + 1);
  return group !== undefined && Object.hasOwn(groups[group], rest) ? groups[group][rest] : undefined;
};

export const fieldNamesOf = (group: Group): readonly string[] =>
  Object.keys(groups[group]).map((name) => `${group}.${name}`);
