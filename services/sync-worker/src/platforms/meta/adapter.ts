import { restatementDays } from '@campaigns/contracts';
import type { AccountLimits } from '../../limits/account-limits.ts';
import type { PlatformCall } from '../platform-call.ts';
import type { PlatformAdapter } from '../platform-port.ts';
import { metaAds } from './ads.ts';
import { metaCampaigns } from './campaigns.ts';
import { metaChanges } from './changes.ts';
import { metaClient } from './client.ts';
import { metaAdInsights, metaInsights } from './insights.ts';

/** Meta Marketing API: campaigns, ad sets and ads; `baseUrl` carries the version. */
export const metaAdapter = (
  dependencies: Readonly<{ baseUrl: string; send: PlatformCall; limits: AccountLimits }>,
): PlatformAdapter => {
  const client = metaClient(dependencies);
  return {
    ...metaCampaigns(client),
    ...metaAds(client),
    readChanges: metaChanges(client),
    restatementDays: restatementDays.meta,
    fetchDailyMetrics: metaInsights(client),
    fetchAdMetrics: metaAdInsights(client),
  };
};
