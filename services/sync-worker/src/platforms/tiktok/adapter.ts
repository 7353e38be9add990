import { restatementDays } from '@campaigns/contracts';
import type { PlatformCall } from '../platform-call.ts';
import type { PlatformAdapter } from '../platform-port.ts';
import { tiktokAds, tiktokPlan } from './ads.ts';
import { tiktokCampaigns } from './campaigns.ts';
import { tiktokChanges } from './changes.ts';
import { tiktokClient } from './client.ts';
import { tiktokObjects } from './objects.ts';
import { tiktokAdReport, tiktokReport } from './report.ts';

/** TikTok API for Business: campaigns, ad groups and ads; `baseUrl` carries the version. */
export const tiktokAdapter = (
  dependencies: Readonly<{ baseUrl: string; send: PlatformCall; now: () => number }>,
): PlatformAdapter => {
  const client = tiktokClient(dependencies);
  const objects = tiktokObjects(client);
  return {
    ...tiktokCampaigns(client, objects),
    ...tiktokAds(client, objects),
    plan: tiktokPlan(dependencies.now),
    readChanges: tiktokChanges(objects),
    restatementDays: restatementDays.tiktok,
    fetchDailyMetrics: tiktokReport(client),
    fetchAdMetrics: tiktokAdReport(client),
  };
};
