import type { PlatformCall } from '../platform-call.ts';
import type { PlatformAdapter } from '../platform-port.ts';
import { googleCampaigns } from './campaigns.ts';
import { googleClient } from './client.ts';
import { googleReport } from './report.ts';

/** Google Ads API (REST) on campaign level; `baseUrl` carries the version. */
export const googleAdapter = (dependencies: Readonly<{ baseUrl: string; send: PlatformCall }>): PlatformAdapter => {
  const client = googleClient(dependencies);
  return { ...googleCampaigns(client), fetchDailyMetrics: googleReport(client) };
};
