import { type SeenObject, visibilityOf } from '@campaigns/contracts';
import type { AdPort } from '../platform-port.ts';
import type { LineItem, LineItems } from './line-items.ts';
import type { PromotedPost, PromotedPosts } from './promoted-posts.ts';

/** X names `ACCEPTED` only; what it says else is not yet an answer, but for these two. */
const reviews: Readonly<Record<string, SeenObject['review']>> = {
  ACCEPTED: 'approved',
  REJECTED: 'rejected',
  CANCELED: 'rejected',
};

const gone = (level: SeenObject['level'], platformId: string): SeenObject => ({
  ...{ level, platformId, status: 'removed', review: null, reason: null, changedAt: null },
});

/** `2026-11-23T10:15:05Z` as events have it. */
const instant = (text: string | null | undefined): string | null =>
  text === null || text === undefined ? null : new Date(text).toISOString();

const seenLineItem = ({ id, entity_status: status, deleted, updated_at: at }: LineItem): SeenObject => ({
  ...{ level: 'ad_group', platformId: id, review: null, reason: null, changedAt: instant(at) },
  status: deleted ? 'removed' : status === 'ACTIVE' ? 'active' : 'paused',
});

const later = (one: PromotedPost, other: PromotedPost): PromotedPost =>
  (one.updated_at ?? '') > (other.updated_at ?? '') ? one : other;

/** A post by its promotions: while one of them goes on, it is that one; else the last that was stopped, which X calls paused. */
const seenPost = (postId: string, promotions: readonly PromotedPost[], lineItems: readonly LineItem[]): SeenObject => {
  const standing = new Set(lineItems.filter(({ deleted }) => !deleted).map(({ id }) => id));
  const [first, ...others] = promotions.filter(({ line_item_id: id }) => standing.has(id));
  if (first === undefined) return gone('ad', postId);
  const live = [first, ...others].find(({ deleted }) => !deleted);
  const { approval_status: approval, updated_at: at } = live ?? others.reduce(later, first);
  const review = reviews[approval ?? ''] ?? 'pending';
  return {
    ...{ level: 'ad', platformId: postId, status: live === undefined ? 'paused' : 'active', review },
    reason: review === 'approved' || approval === null || approval === undefined ? null : `approval_status ${approval}`,
    changedAt: instant(at),
  };
};

/**
 * All line items of the campaign and all posts that are promoted in them, and of what was removed or stopped ours alone. Not
 * only what is new: whether the end of a review counts as a change is not said.
 */
export const twitterChanges =
  (items: LineItems, promoted: PromotedPosts): AdPort['readChanges'] =>
  async (call, { platformCampaignId }, { children }) => {
    const ours = new Set(children === undefined ? [] : [children.platformAdGroupId, ...children.platformAdIds]);
    const all = await items.list(call, platformCampaignId, { withDeleted: true });
    const lineItems = all.filter(({ id, deleted }) => !deleted || ours.has(id));
    const promotions = await promoted.list(
      call,
      lineItems.map(({ id }) => id),
      { withDeleted: true },
    );
    const byPost = Map.groupBy(promotions, ({ tweet_id: postId }) => postId);
    const posts = [...byPost].map(([postId, each]) => seenPost(postId, each, lineItems));
    const seen = [
      ...lineItems.map(seenLineItem),
      ...posts.filter((post) => post.status === 'active' || ours.has(post.platformId)),
    ];
    const there = new Set(seen.map(({ platformId }) => platformId));
    const missing = [
      ...(children === undefined ? [] : [gone('ad_group', children.platformAdGroupId)]),
      ...(children?.platformAdIds ?? []).map((id) => gone('ad', id)),
    ];
    return {
      seen: [...seen, ...missing.filter(({ platformId }) => !there.has(platformId))],
      unseen: visibilityOf.twitter.blindSpots,
    };
  };
