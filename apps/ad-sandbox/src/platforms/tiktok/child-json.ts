import { type Child, reviewAt } from '../../state/child.ts';
import { childOf } from '../../state/children.ts';
import { campaignOf } from '../../state/state.ts';
import type { Store } from '../../state/store.ts';

type Json = Readonly<Record<string, unknown>>;

const utcText = (instant: number): string => new Date(instant).toISOString().slice(0, 19).replace('T', ' ');

const prefixes: Readonly<Partial<Record<Child['kind'], string>>> = { ad_group: 'ADGROUP_STATUS', ad: 'AD_STATUS' };

/** What an object stands in, the nearest first. */
const parentsOf = (store: Store, { kind, campaignId = '', adGroupId = '' }: Child) => {
  const adGroup = kind === 'ad' ? childOf(store.state, 'tiktok', 'ad_group', adGroupId) : undefined;
  const campaign = campaignOf(store.state, 'tiktok', campaignId);
  return [
    ...(adGroup === undefined ? [] : [{ name: 'ADGROUP', status: adGroup.status }]),
    ...(campaign === undefined ? [] : [{ name: 'CAMPAIGN', status: campaign.status }]),
  ];
};

/** An object that is paused, or stands in something paused, does not show its review. */
export const secondaryStatus = (store: Store, child: Child): string => {
  const prefix = prefixes[child.kind];
  const parents = parentsOf(store, child);
  const deleted = parents.find(({ status }) => status === 'deleted');
  if (child.status === 'deleted') return `${prefix}_DELETE`;
  if (deleted !== undefined) return `${prefix}_${deleted.name}_DELETE`;
  if (child.status !== 'active') {
    return child.details['overQuota'] === true ? 'ADGROUP_STATUS_ADGROUP_QUOTA_LIMIT' : `${prefix}_DISABLE`;
  }
  const paused = parents.find(({ status }) => status !== 'active');
  if (paused !== undefined) return `${prefix}_${paused.name}_DISABLE`;
  const review = reviewAt(child, store.now());
  if (review === 'pending') return `${prefix}_AUDIT`;
  return review === 'rejected' ? `${prefix}_AUDIT_DENY` : `${prefix}_DELIVERY_OK`;
};

export const isDeleted = (store: Store, child: Child): boolean => secondaryStatus(store, child).endsWith('_DELETE');

/** The object as `/adgroup/get/` or `/ad/get/` return it; times are UTC. */
export const childJson = (store: Store, child: Child): Json => {
  const { kind, id, name, adAccountId, campaignId, adGroupId, status, createdAt, updatedAt } = child;
  const { overQuota: _, request_id: _requestId, ...details } = child.details;
  return {
    ...(kind === 'ad' ? { ad_id: id, ad_name: name, adgroup_id: adGroupId } : { adgroup_id: id, adgroup_name: name }),
    ...{ advertiser_id: adAccountId, campaign_id: campaignId },
    ...details,
    operation_status: status === 'active' ? 'ENABLE' : 'DISABLE',
    secondary_status: secondaryStatus(store, child),
    create_time: utcText(createdAt),
    modify_time: utcText(updatedAt),
  };
};
