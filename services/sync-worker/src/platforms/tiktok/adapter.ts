import { noAds } from '../no-ads.ts';
import type { PlatformCall } from '../platform-call.ts';
import type { PlatformAdapter } from '../platform-port.ts';
import { tiktokCampaigns } from './campaigns.ts';
import { tiktokClient } from './client.ts';
import { tiktokReport } from './report.ts';

/** TikTok API for Business on campaign level; `baseUrl` carries the version. */
export const tiktokAdapter = (dependencies: Readonly<{ baseUrl: string; send: PlatformCall }>): PlatformAdapter => {
  const client = tiktokClient(dependencies);
  return { ...tiktokCampaigns(client), ...noAds, restatementDays: 28, fetchDailyMetrics: tiktokReport(client) };
};
