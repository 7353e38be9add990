import { isObject } from '../../../http/exchange.ts';
import type { Campaign } from '../../../state/campaign.ts';
import { type Child, reviewAt } from '../../../state/child.ts';
import { localText } from '../../../time/zone.ts';
import { type Criterion, isLiving } from '../criteria.ts';
import { snakeCase } from '../json-message.ts';
import { adGroupTypes, rotationModes } from '../mutate/ad-group-operation.ts';
import { adTypeNames } from '../mutate/ad-operation.ts';
import { resourceName } from '../resource-name.ts';
import type { Change, Field, Row, Value } from './row.ts';

const statuses = { active: 'ENABLED', paused: 'PAUSED', archived: 'PAUSED', deleted: 'REMOVED' } as const;
const statusNames = ['ENABLED', 'PAUSED', 'REMOVED'];

const nameIn = ({ customer }: Row, collection: Parameters<typeof resourceName>[1], id: string): string =>
  resourceName(customer.adAccountId, collection, id);

const ofAdGroup =
  (read: (adGroup: Child, row: Row) => Value | undefined): Field['read'] =>
  (row) =>
    row.adGroup === undefined ? undefined : read(row.adGroup, row);

const detailOf = (key: string) =>
  ofAdGroup(({ details }) => {
    const value = details[key];
    return typeof value === 'string' || typeof value === 'boolean' ? value : undefined;
  });

export const adGroupFields: Readonly<Record<string, Field>> = {
  resource_name: { type: 'STRING', read: ofAdGroup(({ id }, row) => nameIn(row, 'adGroups', id)) },
  id: { type: 'INT64', read: ofAdGroup(({ id }) => Number(id)) },
  name: { type: 'STRING', read: ofAdGroup(({ name }) => name) },
  campaign: { type: 'STRING', read: ofAdGroup(({ campaignId = '' }, row) => nameIn(row, 'campaigns', campaignId)) },
  status: { type: 'ENUM', names: statusNames, read: ofAdGroup(({ status }) => statuses[status]) },
  type: { type: 'ENUM', names: adGroupTypes, read: detailOf('type') },
  ad_rotation_mode: { type: 'ENUM', names: rotationModes, read: detailOf('adRotationMode') },
  optimized_targeting_enabled: { type: 'BOOLEAN', read: detailOf('optimizedTargetingEnabled') },
};

const ofAd =
  (read: (ad: Child, row: Row) => Value | undefined): Field['read'] =>
  (row) =>
    row.ad === undefined ? undefined : read(row.ad, row);

const ofAdList = (list: (ad: Child, row: Row) => readonly unknown[]): Pick<Field, 'type' | 'read' | 'list'> => ({
  type: 'LIST',
  read: () => undefined,
  list: (row) => (row.ad === undefined ? [] : list(row.ad, row)),
});

type Serving = Readonly<{ status: string; reasons: readonly string[] }>;

const isPast = (campaign: Campaign | undefined, status: Campaign['status']): boolean => campaign?.status === status;

const servingOf = (ad: Child, { campaign, adGroup, reviewedAt }: Row): Serving => {
  const review = reviewAt(ad, reviewedAt);
  if (ad.status === 'deleted') return { status: 'REMOVED', reasons: ['AD_GROUP_AD_REMOVED'] };
  if (isPast(campaign, 'deleted')) return { status: 'NOT_ELIGIBLE', reasons: ['CAMPAIGN_REMOVED'] };
  if (adGroup?.status === 'deleted') return { status: 'NOT_ELIGIBLE', reasons: ['AD_GROUP_REMOVED'] };
  if (review === 'rejected') return { status: 'NOT_ELIGIBLE', reasons: ['AD_GROUP_AD_DISAPPROVED'] };
  if (ad.status !== 'active') return { status: 'PAUSED', reasons: ['AD_GROUP_AD_PAUSED'] };
  if (adGroup?.status !== 'active') return { status: 'NOT_ELIGIBLE', reasons: ['AD_GROUP_PAUSED'] };
  if (!isPast(campaign, 'active')) return { status: 'NOT_ELIGIBLE', reasons: ['CAMPAIGN_PAUSED'] };
  if (review === 'pending') return { status: 'PENDING', reasons: ['AD_GROUP_AD_UNDER_REVIEW'] };
  return { status: 'ELIGIBLE', reasons: [] };
};

const ownIdOf = (id: string): number => Number(id.slice(id.indexOf('~') + 1));

const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const typeOfAd = ({ details }: Child): string | undefined => {
  const name = adTypeNames.find((each) => details[each] !== undefined);
  return name === undefined ? undefined : snakeCase(name).toUpperCase();
};

export const adFields: Readonly<Record<string, Field>> = {
  resource_name: { type: 'STRING', read: ofAd(({ id }, row) => nameIn(row, 'adGroupAds', id)) },
  ad_group: { type: 'STRING', read: ofAd(({ adGroupId = '' }, row) => nameIn(row, 'adGroups', adGroupId)) },
  status: { type: 'ENUM', names: statusNames, read: ofAd(({ status }) => statuses[status]) },
  primary_status: {
    type: 'ENUM',
    names: ['ELIGIBLE', 'PAUSED', 'REMOVED', 'PENDING', 'LIMITED', 'NOT_ELIGIBLE'],
    read: ofAd((ad, row) => servingOf(ad, row).status),
  },
  primary_status_reasons: ofAdList((ad, row) => servingOf(ad, row).reasons),
  'ad.id': { type: 'INT64', read: ofAd(({ id }) => ownIdOf(id)) },
  'ad.type': {
    type: 'ENUM',
    names: adTypeNames.map((name) => snakeCase(name).toUpperCase()),
    read: ofAd(typeOfAd),
  },
  'ad.final_urls': ofAdList(({ details }) => listIn(details['finalUrls'])),
  'ad.url_custom_parameters': ofAdList(({ details }) => listIn(details['urlCustomParameters'])),
  'policy_summary.review_status': {
    type: 'ENUM',
    names: ['REVIEW_IN_PROGRESS', 'REVIEWED', 'UNDER_APPEAL', 'ELIGIBLE_MAY_SERVE'],
    read: ofAd((ad, { reviewedAt }) => (reviewAt(ad, reviewedAt) === 'pending' ? 'REVIEW_IN_PROGRESS' : 'REVIEWED')),
  },
  'policy_summary.approval_status': {
    type: 'ENUM',
    names: ['DISAPPROVED', 'APPROVED_LIMITED', 'APPROVED', 'AREA_OF_INTEREST_ONLY'],
    read: ofAd((ad, { reviewedAt }) => {
      const review = reviewAt(ad, reviewedAt);
      if (review === 'pending') return undefined;
      return review === 'rejected' ? 'DISAPPROVED' : 'APPROVED';
    }),
  },
  'policy_summary.policy_topic_entries': ofAdList((ad, { reviewedAt }) =>
    reviewAt(ad, reviewedAt) === 'rejected' ? (ad.review?.reasons ?? []).map((topic) => ({ topic })) : [],
  ),
};

const ofCriterion =
  (read: (criterion: Criterion, row: Row) => Value | undefined): Field['read'] =>
  (row) =>
    row.criterion === undefined ? undefined : read(row.criterion, row);

const criterionTypes = ['LOCATION', 'LANGUAGE', 'DEVICE', 'AD_SCHEDULE', 'KEYWORD', 'AGE_RANGE', 'GENDER'].concat([
  'USER_INTEREST',
  'USER_LIST',
  'AUDIENCE',
  'CUSTOM_AUDIENCE',
]);

const valueAt = (field: string, key: string): Field => ({
  type: 'STRING',
  read: ofCriterion((criterion) => {
    const value = criterion.field === field && isObject(criterion.value) ? criterion.value[key] : undefined;
    return typeof value === 'string' ? value : undefined;
  }),
});

const commonCriterionFields: Readonly<Record<string, Field>> = {
  criterion_id: { type: 'INT64', read: ofCriterion(({ id }) => Number(id)) },
  negative: { type: 'BOOLEAN', read: ofCriterion(({ negative }) => negative) },
  status: {
    type: 'ENUM',
    names: statusNames,
    read: ofCriterion((criterion) => (isLiving(criterion) ? 'ENABLED' : 'REMOVED')),
  },
  type: {
    type: 'ENUM',
    names: criterionTypes,
    read: ofCriterion(({ field }) => snakeCase(field).toUpperCase()),
  },
};

export const campaignCriterionFields: Readonly<Record<string, Field>> = {
  resource_name: {
    type: 'STRING',
    read: ofCriterion(({ id }, row) => nameIn(row, 'campaignCriteria', `${row.campaign?.id}~${id}`)),
  },
  ...commonCriterionFields,
  'location.geo_target_constant': valueAt('location', 'geoTargetConstant'),
  'language.language_constant': valueAt('language', 'languageConstant'),
};

export const adGroupCriterionFields: Readonly<Record<string, Field>> = {
  resource_name: {
    type: 'STRING',
    read: ofCriterion(({ id }, row) => nameIn(row, 'adGroupCriteria', `${row.adGroup?.id}~${id}`)),
  },
  ...commonCriterionFields,
  'age_range.type': valueAt('ageRange', 'type'),
  'gender.type': valueAt('gender', 'type'),
  'keyword.text': valueAt('keyword', 'text'),
  'keyword.match_type': valueAt('keyword', 'matchType'),
  'user_list.user_list': valueAt('userList', 'userList'),
  'user_interest.user_interest_category': valueAt('userInterest', 'userInterestCategory'),
};

const ofChange =
  (read: (change: Change, row: Row) => Value | undefined): Field['read'] =>
  (row) =>
    row.change === undefined ? undefined : read(row.change, row);

/** With millionths of a second. */
const preciseText = (timeZone: string, at: number): string =>
  `${localText(timeZone, at)}.${String(at % 1000).padStart(3, '0')}000`;

export const changeFields: Readonly<Record<string, Field>> = {
  resource_name: {
    type: 'STRING',
    read: ofChange(({ at }, { customer }) => `customers/${customer.adAccountId}/changeStatus/${at}000`),
  },
  last_change_date_time: {
    type: 'DATE_TIME',
    read: ofChange(({ at }, { customer }) => preciseText(customer.timeZone, at)),
  },
  resource_type: {
    type: 'ENUM',
    names: ['CAMPAIGN', 'CAMPAIGN_CRITERION', 'AD_GROUP', 'AD_GROUP_CRITERION', 'AD_GROUP_AD', 'CAMPAIGN_BUDGET'],
    read: ofChange(({ type }) => type),
  },
  resource_status: {
    type: 'ENUM',
    names: ['ADDED', 'CHANGED', 'REMOVED'],
    read: ofChange(({ status }) => status),
  },
  campaign: {
    type: 'STRING',
    read: ofChange((_change, row) => (row.campaign ? nameIn(row, 'campaigns', row.campaign.id) : undefined)),
  },
  ad_group: {
    type: 'STRING',
    read: ofChange((_change, row) => (row.adGroup ? nameIn(row, 'adGroups', row.adGroup.id) : undefined)),
  },
  ad_group_ad: {
    type: 'STRING',
    read: ofChange((_change, row) => (row.ad ? nameIn(row, 'adGroupAds', row.ad.id) : undefined)),
  },
};
