import { z } from 'zod';
import type { AccountCall } from '../platform-port.ts';
import type { TwitterClient } from './client.ts';
import { accountPath } from './line-items.ts';

const promotedPost = z.object({
  id: z.string(),
  line_item_id: z.string(),
  tweet_id: z.string(),
  approval_status: z.string().nullish(),
  deleted: z.boolean().default(false),
  updated_at: z.iso.datetime().nullish(),
});
/** A post in a line item, from when it was promoted until that was stopped. The post is our ad: it outlives this. */
export type PromotedPost = z.infer<typeof promotedPost>;

export type PromotedPosts = Readonly<{
  /** In line items; those that were stopped, and those of line items that are deleted, only when asked for. */
  list: (
    call: AccountCall,
    lineItemIds: readonly string[],
    options?: Readonly<{ withDeleted: true }>,
  ) => Promise<readonly PromotedPost[]>;
  /** The ids of the posts: that of another user's post may be another one than was given. */
  promote: (call: AccountCall, lineItemId: string, postIds: readonly string[]) => Promise<readonly string[]>;
  remove: (call: AccountCall, id: string) => Promise<void>;
}>;

/** Of one list, and of one request to promote. */
const mostLineItems = 200;
const mostPosts = 50;

const chunks = <Item>(items: readonly Item[], most: number): readonly (readonly Item[])[] =>
  Array.from({ length: Math.ceil(items.length / most) }, (_, index) => items.slice(index * most, (index + 1) * most));

/** Everything on `accounts/:id/promoted_tweets`, which can be made and deleted, and never changed. */
export const promotedPosts = (client: TwitterClient): PromotedPosts => ({
  list: async (call, lineItemIds, options) => {
    const found: PromotedPost[] = [];
    for (const ids of chunks(lineItemIds, mostLineItems)) {
      const parameters = { line_item_ids: ids.join(','), ...(options === undefined ? {} : { with_deleted: true }) };
      found.push(
        ...(await client.list(call, { path: accountPath(call, 'promoted_tweets'), parameters }, promotedPost)),
      );
    }
    return found;
  },

  promote: async (call, lineItemId, postIds) => {
    const promoted: string[] = [];
    for (const ids of chunks(postIds, mostPosts)) {
      const parameters = { line_item_id: lineItemId, tweet_ids: ids.join(',') };
      const path = accountPath(call, 'promoted_tweets');
      const { data } = await client.send(call, { method: 'POST', path, parameters }, z.array(promotedPost).min(1));
      promoted.push(...data.map(({ tweet_id: postId }) => postId));
    }
    return promoted;
  },

  remove: async (call, id) => {
    const path = accountPath(call, `promoted_tweets/${encodeURIComponent(id)}`);
    await client.send(call, { method: 'DELETE', path }, z.object({ id: z.string() }));
  },
});
