import { restatementDays } from '@campaigns/contracts';
import type { AccountLimits } from '../../limits/account-limits.ts';
import type { PlatformCall } from '../platform-call.ts';
import type { PlatformAdapter } from '../platform-port.ts';
import { snapchatCampaigns } from './campaigns.ts';
import { snapchatChanges } from './changes.ts';
import { snapchatClient } from './client.ts';
import { snapchatPlan } from './plan.ts';
import { snapchatSquads } from './squads.ts';
import { snapchatStats } from './stats.ts';

/** Snapchat Marketing API: our ad groups are its ad squads; `baseUrl` carries the version. */
export const snapchatAdapter = (
  dependencies: Readonly<{ baseUrl: string; send: PlatformCall; limits: AccountLimits }>,
): PlatformAdapter => {
  const client = snapchatClient(dependencies);
  const squads = snapchatSquads(client);
  const { createAdGroup, findAdGroups, createAd, findAds, setAdStatus } = squads;
  return {
    ...snapchatCampaigns(client, squads),
    plan: snapchatPlan,
    ...{ createAdGroup, findAdGroups, createAd, findAds, setAdStatus },
    readChanges: snapchatChanges(squads),
    restatementDays: restatementDays.snapchat,
    ...snapchatStats(client),
  };
};
