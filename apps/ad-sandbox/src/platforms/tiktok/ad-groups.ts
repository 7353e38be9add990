import type { Answer, JsonObject } from '../../http/exchange.ts';
import type { AccountState } from '../../state/account-state.ts';
import type { Campaign } from '../../state/campaign.ts';
import type { Child, ChildChanges } from '../../state/child.ts';
import { childOf, childrenOf, nextSerial } from '../../state/children.ts';
import { campaignOf } from '../../state/state.ts';
import type { Store } from '../../state/store.ts';
import { adGroupSettings, checkAudience } from './ad-group-settings.ts';
import { childJson, isDeleted } from './child-json.ts';
import { checkedName, checkedRequestId } from './create.ts';
import { invalid, ok, refused } from './envelope.ts';
import { oneOf, requiredText } from './fields.ts';
import { switches } from './switches.ts';

const firstId = 1_805_000_000_000_000_001n;

const campaignFor = (store: Store, owner: AccountState, id: string): Campaign => {
  const campaign = campaignOf(store.state, 'tiktok', id);
  if (campaign === undefined || campaign.adAccountId !== owner.account.adAccountId)
    throw refused(40007, `Campaign ${id} does not exist.`);
  if (campaign.status === 'deleted') throw invalid('campaign_id: The campaign has been deleted.');
  return campaign;
};

const checkDuplicates = (store: Store, owner: AccountState, name: string, requestId: string | undefined): void => {
  const others = childrenOf(store.state, owner, 'ad_group');
  if (requestId === undefined) {
    const isTaken = others.some((other) => other.name === name && !isDeleted(store, other));
    if (isTaken) throw invalid('Ad group name already exists. Please try another name.');
  } else if (others.some(({ details }) => details['request_id'] === requestId)) {
    throw refused(
      40050,
      `The request_id ${requestId} has been used. Please do not submit the same request repeatedly.`,
    );
  }
};

const ownFields = new Set(['advertiser_id', 'campaign_id', 'adgroup_name', 'operation_status', 'pacing']);

/** `POST /adgroup/create/`. Starts active unless `operation_status` says `DISABLE`. */
export const createAdGroup = (store: Store, owner: AccountState, body: JsonObject): Answer => {
  const campaign = campaignFor(store, owner, requiredText(body, 'campaign_id'));
  const name = checkedName(requiredText(body, 'adgroup_name'), 'adgroup_name');
  const status = oneOf(body['operation_status'] ?? 'ENABLE', 'operation_status', ['ENABLE', 'DISABLE']);
  const requestId = checkedRequestId(body['request_id']);
  const now = store.now();
  const { budget, pacing, ...schedule } = adGroupSettings(campaign, body, { now, currency: owner.account.currency });
  checkDuplicates(store, owner, name, requestId);
  const overQuota = store.state.switches.has(switches.adGroupQuota);
  const isActive = !overQuota && (status === 'ENABLE' || store.state.switches.has(switches.ignoresStatus));
  const serial = nextSerial(store.state, 'tiktok', 'ad_group');
  const child: Child = {
    ...{ platform: 'tiktok', adAccountId: owner.account.adAccountId, kind: 'ad_group', serial, name },
    ...{ id: String(firstId + BigInt(serial)), campaignId: campaign.id, status: isActive ? 'active' : 'paused' },
    ...{ budget, ...schedule, createdAt: now, updatedAt: now },
    details: {
      ...Object.fromEntries(Object.entries(body).filter(([key]) => !ownFields.has(key))),
      pacing,
      ...(overQuota ? { overQuota } : {}),
    },
  };
  store.commit([{ type: 'ChildCreated', child }]);
  return ok(childJson(store, child));
};

const immutable = ['placement_type', 'placements', 'bid_type', 'budget_mode', 'optimization_goal', 'billing_event'];
const changeable = [
  ...['location_ids', 'age_groups', 'gender', 'languages', 'interest_category_ids', 'audience_ids'],
  'excluded_audience_ids',
];

/** `POST /adgroup/update/`: only what is sent changes; a list that is sent replaces the whole list. */
export const updateAdGroup = (store: Store, owner: AccountState, body: JsonObject): Answer => {
  const id = requiredText(body, 'adgroup_id');
  const adGroup = childOf(store.state, 'tiktok', 'ad_group', id);
  if (adGroup === undefined || adGroup.adAccountId !== owner.account.adAccountId)
    throw refused(40007, `Ad group ${id} does not exist.`);
  if (isDeleted(store, adGroup)) throw invalid('A deleted ad group cannot be updated.');
  for (const name of immutable) {
    const isOther = JSON.stringify(body[name]) !== JSON.stringify(adGroup.details[name]);
    if (body[name] !== undefined && isOther) throw invalid(`${name}: Cannot be changed after creation.`);
  }
  checkAudience(body);
  if (Array.isArray(body['location_ids']) && body['location_ids'].length === 0)
    throw invalid('location_ids: Missing data for required field.');
  const sent = changeable.filter((name) => body[name] !== undefined).map((name) => [name, body[name]] as const);
  const changes: ChildChanges = {
    ...(body['adgroup_name'] === undefined
      ? {}
      : { name: checkedName(requiredText(body, 'adgroup_name'), 'adgroup_name') }),
    ...(sent.length === 0 ? {} : { details: { ...adGroup.details, ...Object.fromEntries(sent) } }),
    updatedAt: store.now(),
  };
  store.commit([{ type: 'ChildChanged', platform: 'tiktok', kind: 'ad_group', id, changes }]);
  return ok(childJson(store, childOf(store.state, 'tiktok', 'ad_group', id) ?? adGroup));
};
