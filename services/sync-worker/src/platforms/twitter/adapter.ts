import { restatementDays } from '@campaigns/contracts';
import type { PlatformAdapter } from '../platform-port.ts';
import { twitterAdGroups } from './ad-groups.ts';
import { twitterAds } from './ads.ts';
import { twitterCampaigns } from './campaigns.ts';
import { twitterChanges } from './changes.ts';
import { type TwitterClientDependencies, twitterClient } from './client.ts';
import { lineItems } from './line-items.ts';
import { countryCriteria } from './locations.ts';
import { twitterPlan } from './plan.ts';
import { promotedPosts } from './promoted-posts.ts';
import { twitterStats } from './stats.ts';

/** X Ads API: campaigns, line items with their criteria, and promoted posts; `baseUrl` carries the version. */
export const twitterAdapter = (dependencies: TwitterClientDependencies): PlatformAdapter => {
  const client = twitterClient(dependencies);
  const items = lineItems(client);
  const promoted = promotedPosts(client);
  return {
    ...twitterCampaigns(client, items, promoted),
    plan: twitterPlan,
    ...twitterAdGroups(client, items, countryCriteria(client)),
    ...twitterAds(client, promoted),
    readChanges: twitterChanges(items, promoted),
    restatementDays: restatementDays.twitter,
    ...twitterStats(client, promoted, dependencies.settings),
  };
};
