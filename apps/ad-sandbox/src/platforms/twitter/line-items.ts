import type { Answer } from '../../http/exchange.ts';
import type { AccountState } from '../../state/account-state.ts';
import type { Child, ChildChanges } from '../../state/child.ts';
import { childOf, childrenIn, childrenOf, nextSerial } from '../../state/children.ts';
import { campaignOf } from '../../state/state.ts';
import type { Store } from '../../state/store.ts';
import { campaignNotFound, invalid, ok } from './answers.ts';
import { isDraftItem, isHidden, itemBudgets, lineItemJson, ownedLineItem, standingLineItem } from './line-item-json.ts';
import { checkedBudget, checkedDetails, checkedTimes, objectives } from './line-item-settings.ts';
import { orderOf, pageOf, placed } from './paging.ts';
import { flag, listed, oneOf, type Parameters, required } from './parameters.ts';
import { checkedName, statuses } from './settings.ts';

const firstId = Number.parseInt('ml5vs', 36);
const mostOfCampaign = 100;
const mostActive = 256;

const checkCampaign = (store: Store, { account }: AccountState, id: string): void => {
  const campaign = campaignOf(store.state, 'twitter', id);
  if (campaign?.adAccountId !== account.adAccountId || campaign.status === 'deleted') throw campaignNotFound(id);
};

/** All line items of a campaign are for the same. */
const checkSiblings = (store: Store, campaignId: string, objective: string): void => {
  const siblings = childrenIn(store.state, 'twitter', campaignId, 'ad_group').filter(
    ({ status }) => status !== 'deleted',
  );
  if (siblings.some(({ details }) => details['objective'] !== objective)) {
    throw invalid('objective', 'All line items of a campaign must have the same objective');
  }
  if (siblings.length >= mostOfCampaign)
    throw invalid('campaign_id', `A campaign has ${mostOfCampaign} line items at most`);
};

const checkRoomForActive = (store: Store, owner: AccountState): void => {
  const active = childrenOf(store.state, owner, 'ad_group').filter(({ status }) => status === 'active');
  if (active.length >= mostActive) throw invalid('entity_status', `The account has ${mostActive} active line items`);
};

/** `POST accounts/:id/line_items`. Starts active unless `entity_status` says otherwise. */
export const createLineItem = (store: Store, owner: AccountState, parameters: Parameters): Answer => {
  const { adAccountId, currency } = owner.account;
  const campaignId = required(parameters, 'campaign_id');
  const objective = oneOf(required(parameters, 'objective'), 'objective', objectives);
  const productType = oneOf(required(parameters, 'product_type'), 'product_type', ['PROMOTED_TWEETS']);
  for (const name of ['placements', 'start_time', 'end_time']) required(parameters, name);
  const { name = '' } = parameters;
  if (name !== '') checkedName(name);
  const details = checkedDetails(parameters, objective, currency);
  const status = oneOf(parameters['entity_status'] ?? 'ACTIVE', 'entity_status', statuses);
  const times = checkedTimes(parameters, {});
  const budget = checkedBudget(parameters, { daily: undefined, total: undefined }, currency);
  checkCampaign(store, owner, campaignId);
  checkSiblings(store, campaignId, objective);
  if (status === 'ACTIVE') checkRoomForActive(store, owner);
  const now = store.now();
  const serial = nextSerial(store.state, 'twitter', 'ad_group');
  const child: Child = {
    ...{
      platform: 'twitter',
      adAccountId,
      kind: 'ad_group',
      id: (firstId + serial).toString(36),
      serial,
      campaignId,
      name,
    },
    status: status === 'ACTIVE' ? 'active' : 'paused',
    ...(budget.kind === 'none' ? {} : { budget }),
    ...times,
    ...{ createdAt: now, updatedAt: now },
    details: {
      ...{ bid_strategy: 'AUTO', criteria: [], ...details, objective, product_type: productType },
      ...(status === 'DRAFT' ? { draft: true } : {}),
    },
  };
  store.commit([{ type: 'ChildCreated', child }]);
  return { ...ok(lineItemJson(child, currency)), status: 201 };
};

const commit = (store: Store, owner: AccountState, { id }: Child, changes: ChildChanges): Answer => {
  const fact = { type: 'ChildChanged', platform: 'twitter', kind: 'ad_group', id } as const;
  store.commit([{ ...fact, changes: { ...changes, updatedAt: store.now() } }]);
  const after = childOf(store.state, 'twitter', 'ad_group', id);
  return after === undefined ? ok(null) : ok(lineItemJson(after, owner.account.currency));
};

const fixed = ['campaign_id', 'objective', 'product_type'];
const budgetNames = ['daily_budget_amount_local_micro', 'total_budget_amount_local_micro'];

/** `PUT accounts/:id/line_items/:id`: only what is sent changes. */
export const updateLineItem = (store: Store, owner: AccountState, id: string, parameters: Parameters): Answer => {
  const item = standingLineItem(store, owner, id);
  const unchangeable = fixed.find((name) => parameters[name] !== undefined);
  if (unchangeable !== undefined) throw invalid(unchangeable, `${unchangeable} cannot be changed`);
  const { currency } = owner.account;
  const { name, entity_status: given } = parameters;
  const status = given === undefined ? undefined : oneOf(given, 'entity_status', statuses);
  const { draft, ...kept } = item.details;
  const isDraft = status === undefined ? draft === true : status === 'DRAFT';
  const details = checkedDetails(parameters, String(item.details['objective']), currency);
  const changes: ChildChanges = {
    ...(name === undefined ? {} : { name: checkedName(name) }),
    ...(status === undefined ? {} : { status: status === 'ACTIVE' ? ('active' as const) : ('paused' as const) }),
    ...(budgetNames.some((each) => parameters[each] !== undefined)
      ? { budget: checkedBudget(parameters, itemBudgets(item), currency) }
      : {}),
    ...checkedTimes(parameters, item),
    details: { ...kept, ...details, ...(isDraft ? { draft: true } : {}) },
  };
  if (status === 'ACTIVE' && item.status !== 'active') checkRoomForActive(store, owner);
  return commit(store, owner, item, changes);
};

/** `DELETE accounts/:id/line_items/:id`: for good, and once; what is promoted in it stays as it is and is hidden. */
export const deleteLineItem = (store: Store, owner: AccountState, id: string): Answer =>
  commit(store, owner, standingLineItem(store, owner, id), { status: 'deleted' });

/** `GET accounts/:id/line_items/:id` */
export const readLineItem = (store: Store, owner: AccountState, id: string, parameters: Parameters): Answer => {
  const withDeleted = flag(parameters, 'with_deleted');
  const item = withDeleted ? ownedLineItem(store, owner, id) : standingLineItem(store, owner, id);
  return ok(lineItemJson(item, owner.account.currency));
};

/** `GET accounts/:id/line_items` */
export const listLineItems = (store: Store, owner: AccountState, parameters: Parameters): Answer => {
  const { campaign_ids: campaigns, line_item_ids: items, q } = parameters;
  const ofCampaigns = campaigns === undefined ? undefined : listed(campaigns, 'campaign_ids', 200);
  const wanted = items === undefined ? undefined : listed(items, 'line_item_ids', 200);
  const [withDeleted, withDraft] = [flag(parameters, 'with_deleted'), flag(parameters, 'with_draft')];
  const order = orderOf(parameters);
  const found = childrenOf(store.state, owner, 'ad_group')
    .filter((item) => withDeleted || !isHidden(store, item))
    .filter((item) => withDraft || !isDraftItem(item))
    .filter(({ campaignId = '' }) => ofCampaigns?.includes(campaignId) ?? true)
    .filter(({ id }) => wanted?.includes(id) ?? true)
    .filter(({ name }) => q === undefined || name.toLowerCase().includes(q.toLowerCase()));
  const shown = (item: Child) => lineItemJson(item, owner.account.currency);
  return pageOf(placed(found, order), parameters, shown, order.endsWith('desc'));
};
