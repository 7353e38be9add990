import type { AccountLimits } from '../../limits/account-limits.ts';
import type { PlatformCall } from '../platform-call.ts';
import type { PlatformAdapter } from '../platform-port.ts';
import { snapchatCampaigns } from './campaigns.ts';
import { snapchatClient } from './client.ts';
import { snapchatStats } from './stats.ts';

/** Snapchat Marketing API on campaign level; `baseUrl` carries the version. */
export const snapchatAdapter = (
  dependencies: Readonly<{ baseUrl: string; send: PlatformCall; limits: AccountLimits }>,
): PlatformAdapter => {
  const client = snapchatClient(dependencies);
  return { ...snapchatCampaigns(client), fetchDailyMetrics: snapchatStats(client) };
};
