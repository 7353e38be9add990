import type { PlatformAdapter } from '../platform-port.ts';
import { twitterCampaigns } from './campaigns.ts';
import { type TwitterClientDependencies, twitterClient } from './client.ts';
import { twitterStats } from './stats.ts';

/** X Ads API on campaign level; `baseUrl` carries the version. */
export const twitterAdapter = (dependencies: TwitterClientDependencies): PlatformAdapter => {
  const client = twitterClient(dependencies);
  return { ...twitterCampaigns(client), fetchDailyMetrics: twitterStats(client, dependencies.settings) };
};
