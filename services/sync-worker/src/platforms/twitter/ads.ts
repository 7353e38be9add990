import { z } from 'zod';
import { tagIn, tagMark } from '../campaign-name.ts';
import { planned } from '../plan.ts';
import { invalid } from '../platform-error.ts';
import type { AccountCall, AdPort, NewAd } from '../platform-port.ts';
import { twitterConfig } from './campaign-config.ts';
import type { TwitterClient } from './client.ts';
import { creativeLines, mediaOf, postParameters } from './creative.ts';
import { accountPath, unlessGone } from './line-items.ts';
import type { PromotedPosts } from './promoted-posts.ts';

/** X gives ids of posts as numbers too, which are beyond what a number holds exactly. */
const post = z.object({ id_str: z.string(), name: z.string().nullish() });

/**
 * An ad is a post that only ads show, promoted in a line item, and known by the post's id: stopping and going on gives each
 * promotion an id of its own, and the post keeps its.
 */
export const twitterAds = (
  client: TwitterClient,
  promoted: PromotedPosts,
): Pick<AdPort, 'createAd' | 'findAds' | 'setAdStatus'> => {
  /** Posts that carry the tag; of the account's own user when none is named. */
  const taggedPosts = async (call: AccountCall, tag: string, userId?: string): Promise<readonly string[]> => {
    const parameters = {
      tweet_type: 'PUBLISHED',
      timeline_type: 'NULLCAST',
      name: tagMark(tag),
      ...(userId === undefined ? {} : { user_id: userId }),
    };
    const found = await client.list(call, { path: accountPath(call, 'tweets'), parameters }, post);
    // The search does not mind case.
    return found.filter(({ name }) => name?.startsWith(tagMark(tag))).map(({ id_str: id }) => id);
  };

  /** The post that an earlier attempt made, or a new one. */
  const postFor = async (call: AccountCall, { spec, creative, name }: NewAd): Promise<string> => {
    const { tweet_id: given } = mediaOf(creative);
    if (given !== undefined) return given;
    const { as_user_id: userId } = twitterConfig(spec);
    const tag = tagIn(name);
    if (userId === undefined || tag === undefined)
      throw invalid('no-author', `creatives.${creative.name}: nobody posts it`);
    const [made] = await taggedPosts(call, tag, userId);
    if (made !== undefined) return made;
    const parameters = postParameters(creative, { userId, tag });
    const { data } = await client.send(call, { method: 'POST', path: accountPath(call, 'tweet'), parameters }, post);
    return data.id_str;
  };

  return {
    createAd: async (call, ad) => {
      planned(creativeLines(ad.spec, ad.creative), ad.spec);
      const postId = await postFor(call, ad);
      const there = await promoted.list(call, [ad.platformAdGroupId]);
      if (there.some(({ tweet_id: id, deleted }) => id === postId && !deleted)) return { platformAdId: postId };
      const [platformAdId = postId] = await promoted.promote(call, ad.platformAdGroupId, [postId]);
      return { platformAdId };
    },

    // A promotion cannot be paused: to rest it is stopped, and to be shown again the post is promoted anew.
    setAdStatus: async (call, { platformAdGroupId, platformAdId }, status) => {
      const there = await promoted.list(call, [platformAdGroupId]);
      const live = there.filter(({ tweet_id: id, deleted }) => id === platformAdId && !deleted);
      if (status === 'paused') {
        for (const { id } of live) await unlessGone(promoted.remove(call, id));
      } else if (live.length === 0) await promoted.promote(call, platformAdGroupId, [platformAdId]);
    },

    // A post without a promotion is no ad yet. One that was there before us carries no tag: `createAd` finds its promotion.
    findAds: async (call, { platformAdGroupId, tag }) => {
      const posts = new Set(await taggedPosts(call, tag));
      if (posts.size === 0) return [];
      const there = await promoted.list(call, [platformAdGroupId]);
      const live = there.filter(({ tweet_id: id, deleted }) => posts.has(id) && !deleted);
      return [...new Set(live.map(({ tweet_id: id }) => id))];
    },
  };
};
