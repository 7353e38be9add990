import type { AccountLimits } from '../../limits/account-limits.ts';
import type { PlatformCall } from '../platform-call.ts';
import type { PlatformAdapter } from '../platform-port.ts';
import { metaCampaigns } from './campaigns.ts';
import { metaClient } from './client.ts';
import { metaInsights } from './insights.ts';

/** Meta Marketing API on campaign level; `baseUrl` carries the version. */
export const metaAdapter = (
  dependencies: Readonly<{ baseUrl: string; send: PlatformCall; limits: AccountLimits }>,
): PlatformAdapter => {
  const client = metaClient(dependencies);
  return { ...metaCampaigns(client), fetchDailyMetrics: metaInsights(client) };
};
