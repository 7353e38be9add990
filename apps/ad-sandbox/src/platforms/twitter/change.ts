import type { Answer } from '../../http/exchange.ts';
import type { AccountState } from '../../state/account-state.ts';
import type { Campaign, CampaignChanges } from '../../state/campaign.ts';
import { campaignOf } from '../../state/state.ts';
import type { Store } from '../../state/store.ts';
import { campaignNotFound, invalid, ok } from './answers.ts';
import { budgetsOf, campaignJson } from './campaign-json.ts';
import { oneOf, type Parameters } from './parameters.ts';
import {
  budgetOf,
  checkedMicros,
  checkedName,
  checkedOrderNumber,
  checkOptimization,
  checkRoomForActive,
  statuses,
} from './settings.ts';

/** One of the account's that is not deleted. Throws `Refusal` 404. */
const existing = (store: Store, owner: AccountState, id: string): Campaign => {
  const campaign = campaignOf(store.state, 'twitter', id);
  if (campaign?.adAccountId !== owner.account.adAccountId || campaign.status === 'deleted') throw campaignNotFound(id);
  return campaign;
};

const commit = (store: Store, owner: AccountState, campaign: Campaign, changes: CampaignChanges): Answer => {
  const { id } = campaign;
  store.commit([{ type: 'CampaignChanged', platform: 'twitter', id, changes: { ...changes, updatedAt: store.now() } }]);
  const after = campaignOf(store.state, 'twitter', id) ?? campaign;
  return { ...ok(campaignJson(store, after, owner.account.currency)), concerning: id };
};

/** What is not sent stays; an empty text unsets it. */
const newMicros = (
  sent: string | undefined,
  before: number | undefined,
  check: (sent: string) => number,
): number | undefined => {
  if (sent === undefined) return before;
  return sent === '' ? undefined : check(sent);
};

const newBudget = (campaign: Campaign, parameters: Parameters, currency: string): CampaignChanges => {
  const { daily_budget_amount_local_micro: daily, total_budget_amount_local_micro: total } = parameters;
  if (daily === undefined && total === undefined) return {};
  const before = budgetsOf(campaign);
  const checked = (name: string) => (sent: string) => checkedMicros(sent, name, currency);
  const newDaily = newMicros(daily, before.daily, checked('daily_budget_amount_local_micro'));
  const newTotal = newMicros(total, before.total, checked('total_budget_amount_local_micro'));
  if (newDaily === undefined) {
    throw invalid('daily_budget_amount_local_micro', 'The funding instrument requires a daily budget');
  }
  return { budget: budgetOf(newDaily, newTotal) };
};

const newDetails = ({ details }: Campaign, { entity_status: status, purchase_order_number: order }: Parameters) => {
  const { draft, purchase_order_number: oldOrder, ...kept } = details;
  const isDraft = status === undefined ? draft === true : status === 'DRAFT';
  const orderNumber = order === undefined ? oldOrder : checkedOrderNumber(order);
  return {
    ...kept,
    ...(orderNumber === undefined || orderNumber === '' ? {} : { purchase_order_number: orderNumber }),
    ...(isDraft ? { draft: true } : {}),
  };
};

/** `PUT accounts/:id/campaigns/:cid`: only what is sent changes. */
export const updateCampaign = (store: Store, owner: AccountState, id: string, parameters: Parameters): Answer => {
  const campaign = existing(store, owner, id);
  const { name, entity_status: given } = parameters;
  const status = given === undefined ? undefined : oneOf(given, 'entity_status', statuses);
  checkOptimization(parameters);
  const changes: CampaignChanges = {
    ...(name === undefined ? {} : { name: checkedName(name) }),
    ...newBudget(campaign, parameters, owner.account.currency),
    ...(status === undefined ? {} : { status: status === 'ACTIVE' ? ('active' as const) : ('paused' as const) }),
    details: newDetails(campaign, parameters),
  };
  if (status === 'ACTIVE' && campaign.status !== 'active') checkRoomForActive(store, owner);
  return commit(store, owner, campaign, changes);
};

/** `DELETE accounts/:id/campaigns/:cid`: for good, and once. */
export const deleteCampaign = (store: Store, owner: AccountState, id: string): Answer => {
  return commit(store, owner, existing(store, owner, id), { status: 'deleted' });
};
