import { restatementDays } from '@campaigns/contracts';
import type { PlatformCall } from '../platform-call.ts';
import type { PlatformAdapter } from '../platform-port.ts';
import { linkedinAdGroup } from './ad-group.ts';
import { linkedinAds } from './ads.ts';
import { linkedinAdAnalytics, linkedinAnalytics } from './analytics.ts';
import { linkedinCampaigns } from './campaigns.ts';
import { linkedinChanges } from './changes.ts';
import { linkedinClient } from './client.ts';
import { linkedinPlan } from './plan.ts';

/** LinkedIn Marketing API: our campaign and its ad group are LinkedIn's campaign, inside a campaign group of the account. */
export const linkedinAdapter = (
  dependencies: Readonly<{ baseUrl: string; version: string; send: PlatformCall }>,
): PlatformAdapter => {
  const client = linkedinClient(dependencies);
  const ads = linkedinAds(client);
  const campaigns = linkedinCampaigns(client, ads);
  return {
    ...campaigns,
    ...linkedinAdGroup(client, campaigns.readCampaign),
    plan: linkedinPlan,
    createAd: ads.createAd,
    findAds: ads.findAds,
    setAdStatus: ads.setAdStatus,
    readChanges: linkedinChanges(ads),
    restatementDays: restatementDays.linkedin,
    fetchDailyMetrics: linkedinAnalytics(client),
    fetchAdMetrics: linkedinAdAnalytics(client),
  };
};
