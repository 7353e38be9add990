import type { JsonObject } from '../../http/exchange.ts';
import type { AccountState } from '../../state/account-state.ts';
import type { Child } from '../../state/child.ts';
import { childOf } from '../../state/children.ts';
import { campaignOf } from '../../state/state.ts';
import type { Store } from '../../state/store.ts';
import { refused } from './answers.ts';

export const utcText = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

const lineItemNotFound = (id: string) =>
  refused(404, 'LINE_ITEM_NOT_FOUND', `Line item ${id} was not found`, 'line_item_id');

/** What a deleted parent hides is not deleted itself. */
export const isHidden = ({ state }: Store, { status, campaignId = '' }: Child): boolean =>
  status === 'deleted' || campaignOf(state, 'twitter', campaignId)?.status === 'deleted';

/** One of the account's, deleted ones too. Throws `Refusal` 404. */
export const ownedLineItem = ({ state }: Store, { account }: AccountState, id: string): Child => {
  const item = childOf(state, 'twitter', 'ad_group', id);
  if (item?.adAccountId !== account.adAccountId) throw lineItemNotFound(id);
  return item;
};

/** One that can still be changed. Throws `Refusal` 404. */
export const standingLineItem = (store: Store, owner: AccountState, id: string): Child => {
  const item = ownedLineItem(store, owner, id);
  if (isHidden(store, item)) throw lineItemNotFound(id);
  return item;
};

export const isDraftItem = ({ status, details }: Child): boolean => status === 'paused' && details['draft'] === true;

const entityStatus = (item: Child): string => {
  if (isDraftItem(item)) return 'DRAFT';
  return item.status === 'active' ? 'ACTIVE' : 'PAUSED';
};

/** In micros; either may be missing. */
export const itemBudgets = ({ budget }: Child): Readonly<{ daily: number | undefined; total: number | undefined }> => {
  if (budget === undefined || budget.kind === 'none') return { daily: undefined, total: undefined };
  return budget.kind === 'daily'
    ? { daily: budget.micros, total: undefined }
    : { daily: budget.dailyCapMicros, total: budget.micros };
};

/** As every call returns it. Its criteria are no part of it. */
export const lineItemJson = (item: Child, currency: string): JsonObject => {
  const { details, startAt, endAt } = item;
  const { daily, total } = itemBudgets(item);
  const given = (name: string): unknown => details[name] ?? null;
  return {
    id: item.id,
    campaign_id: item.campaignId,
    name: item.name === '' ? null : item.name,
    objective: details['objective'],
    product_type: details['product_type'],
    placements: details['placements'],
    goal: given('goal'),
    pay_by: given('pay_by') ?? 'IMPRESSION',
    bid_strategy: details['bid_strategy'],
    bid_amount_local_micro: given('bid_amount_local_micro'),
    daily_budget_amount_local_micro: daily ?? null,
    total_budget_amount_local_micro: total ?? null,
    currency,
    entity_status: entityStatus(item),
    creative_source: 'MANUAL',
    start_time: startAt === undefined ? null : utcText(startAt),
    end_time: endAt === undefined ? null : utcText(endAt),
    frequency_cap: given('frequency_cap'),
    duration_in_days: given('duration_in_days'),
    primary_web_event_tag: given('primary_web_event_tag'),
    audience_expansion: given('audience_expansion'),
    created_at: utcText(item.createdAt),
    updated_at: utcText(item.updatedAt),
    deleted: item.status === 'deleted',
  };
};
