import { restatementDays } from '@campaigns/contracts';
import type { PlatformCall } from '../platform-call.ts';
import type { PlatformAdapter } from '../platform-port.ts';
import { createAdGroup, findAdGroups } from './ad-groups.ts';
import { createAd, findAds } from './ads.ts';
import { googleCampaigns } from './campaigns.ts';
import { readChanges } from './changes.ts';
import { googleClient } from './client.ts';
import { googlePlan } from './plan.ts';
import { googleAdReport, googleReport } from './report.ts';
import { setAdStatus } from './set-status.ts';

/** Google Ads API (REST); `baseUrl` carries the version. */
export const googleAdapter = (dependencies: Readonly<{ baseUrl: string; send: PlatformCall }>): PlatformAdapter => {
  const client = googleClient(dependencies);
  return {
    ...googleCampaigns(client),
    plan: googlePlan,
    createAdGroup: createAdGroup(client),
    findAdGroups: findAdGroups(client),
    createAd: createAd(client),
    findAds: findAds(client),
    setAdStatus: setAdStatus(client),
    readChanges: readChanges(client),
    restatementDays: restatementDays.google,
    fetchDailyMetrics: googleReport(client),
    fetchAdMetrics: googleAdReport(client),
  };
};
