import { noAds } from '../no-ads.ts';
import type { PlatformCall } from '../platform-call.ts';
import type { PlatformAdapter } from '../platform-port.ts';
import { linkedinAnalytics } from './analytics.ts';
import { linkedinCampaigns } from './campaigns.ts';
import { linkedinClient } from './client.ts';

/** LinkedIn Marketing API: our campaign is LinkedIn's campaign, inside a campaign group of the account. */
export const linkedinAdapter = (
  dependencies: Readonly<{ baseUrl: string; version: string; send: PlatformCall }>,
): PlatformAdapter => {
  const client = linkedinClient(dependencies);
  return { ...linkedinCampaigns(client), ...noAds, restatementDays: 28, fetchDailyMetrics: linkedinAnalytics(client) };
};
