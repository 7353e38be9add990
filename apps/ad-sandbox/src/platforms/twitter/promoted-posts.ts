import type { Answer, JsonObject } from '../../http/exchange.ts';
import type { AccountState } from '../../state/account-state.ts';
import { type Child, reviewAt, reviewFor } from '../../state/child.ts';
import { childOf, childrenOf, nextSerial } from '../../state/children.ts';
import type { Store } from '../../state/store.ts';
import { invalid, ok, refused } from './answers.ts';
import { isHidden, standingLineItem, utcText } from './line-item-json.ts';
import { orderOf, pageOf, placed } from './paging.ts';
import { flag, listed, type Parameters, required } from './parameters.ts';

const firstId = Number.parseInt('6c62d', 36);
const mostPosts = 50;

const approvals = { approved: 'ACCEPTED', rejected: 'REJECTED', pending: 'UNDER_REVIEW' } as const;

/** One that was paused is one that was deleted. */
const isStopped = ({ status }: Child): boolean => status !== 'active';

const json = (promoted: Child, now: number): JsonObject => ({
  id: promoted.id,
  line_item_id: promoted.adGroupId,
  tweet_id: promoted.details['tweet_id'],
  entity_status: 'ACTIVE',
  approval_status: approvals[reviewAt(promoted, now) ?? 'approved'],
  created_at: utcText(promoted.createdAt),
  updated_at: utcText(promoted.updatedAt),
  deleted: isStopped(promoted),
});

/** A post that the sandbox does not know was there before it; of what it knows, people have to get to the website. */
const checkPost = (store: Store, { account }: AccountState, item: Child, id: string): Child | undefined => {
  if (!/^\d{15,20}$/.test(id)) throw invalid('tweet_ids', `Expected ids of posts, got "${id}" for tweet_ids`);
  const post = childOf(store.state, 'twitter', 'post', id);
  if (post === undefined) return undefined;
  if (post.adAccountId !== account.adAccountId) {
    throw refused(403, 'ACTION_NOT_ALLOWED', `Post ${id} is not one of a promotable user`, 'tweet_ids');
  }
  const ways = [post.details['card_uri'] !== undefined, /https?:\/\//.test(String(post.details['text']))];
  if (item.details['objective'] === 'WEBSITE_CLICKS' && ways.filter((isThere) => isThere).length !== 1) {
    throw invalid('tweet_ids', `Post ${id} needs a website card or a link, and not both`);
  }
  return post;
};

/**
 * `POST accounts/:id/promoted_tweets`: active at once, and reviewed at once when no time is set for it. What is promoted
 * already is promoted once more, with another id.
 */
export const promotePosts = (store: Store, owner: AccountState, parameters: Parameters): Answer => {
  const item = standingLineItem(store, owner, required(parameters, 'line_item_id'));
  const ids = listed(required(parameters, 'tweet_ids'), 'tweet_ids', mostPosts);
  const now = store.now();
  const first = nextSerial(store.state, 'twitter', 'ad');
  const { delayMs } = store.state.reviewing;
  const children = ids.map((id, index): Child => {
    const post = checkPost(store, owner, item, id);
    const text = `${post?.name ?? ''} ${String(post?.details['text'] ?? '')}`;
    return {
      ...{ platform: 'twitter', adAccountId: owner.account.adAccountId, kind: 'ad' },
      ...{ id: (firstId + first + index).toString(36), serial: first + index },
      ...(item.campaignId === undefined ? {} : { campaignId: item.campaignId }),
      ...{ adGroupId: item.id, name: post?.name ?? '', status: 'active', review: reviewFor(text, now, delayMs) },
      ...{ createdAt: now, updatedAt: now, details: { tweet_id: id } },
    };
  });
  store.commit(children.map((child) => ({ type: 'ChildCreated' as const, child })));
  return {
    ...ok(
      children.map((child) => json(child, now)),
      { total_count: children.length },
    ),
    status: 201,
  };
};

const isShown = (store: Store, promoted: Child): boolean => {
  const item = childOf(store.state, 'twitter', 'ad_group', promoted.adGroupId ?? '');
  return !isStopped(promoted) && item !== undefined && !isHidden(store, item);
};

const existing = (store: Store, { account }: AccountState, id: string): Child => {
  const promoted = childOf(store.state, 'twitter', 'ad', id);
  if (promoted?.adAccountId !== account.adAccountId || !isShown(store, promoted)) {
    throw refused(404, 'PROMOTED_TWEET_NOT_FOUND', `Promoted Tweet ${id} was not found`, 'promoted_tweet_id');
  }
  return promoted;
};

/** `GET accounts/:id/promoted_tweets/:id` */
export const readPromoted = (store: Store, owner: AccountState, id: string): Answer =>
  ok(json(existing(store, owner, id), store.now()));

/** `DELETE accounts/:id/promoted_tweets/:id`, which is also how one is paused. */
export const stopPromoted = (store: Store, owner: AccountState, id: string): Answer => {
  existing(store, owner, id);
  const now = store.now();
  const changes = { status: 'deleted', updatedAt: now } as const;
  store.commit([{ type: 'ChildChanged', platform: 'twitter', kind: 'ad', id, changes }]);
  const after = childOf(store.state, 'twitter', 'ad', id);
  return ok(after === undefined ? null : json(after, now));
};

/** `GET accounts/:id/promoted_tweets`; those of a deleted line item or campaign are hidden like deleted ones. */
export const listPromoted = (store: Store, owner: AccountState, parameters: Parameters): Answer => {
  const { line_item_ids: items, promoted_tweet_ids: ids } = parameters;
  const ofItems = items === undefined ? undefined : listed(items, 'line_item_ids', 200);
  const wanted = ids === undefined ? undefined : listed(ids, 'promoted_tweet_ids', 200);
  const withDeleted = flag(parameters, 'with_deleted');
  const order = orderOf(parameters);
  const found = childrenOf(store.state, owner, 'ad')
    .filter((promoted) => withDeleted || isShown(store, promoted))
    .filter(({ adGroupId = '' }) => ofItems?.includes(adGroupId) ?? true)
    .filter(({ id }) => wanted?.includes(id) ?? true);
  const shown = (promoted: Child) => json(promoted, store.now());
  return pageOf(placed(found, order), parameters, shown, order.endsWith('desc'));
};
