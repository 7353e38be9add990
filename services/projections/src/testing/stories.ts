import { type Campaign, deploy, platforms, sync } from './campaign.ts';

/** Template, connections and a draft. */
export const drafted = async (story: Campaign): Promise<void> => {
  await story.template();
  await story.connections();
  await story.draft();
};

/** A deployment that goes well on all platforms. */
export const deployed = async (story: Campaign, run = 'deployment'): Promise<void> => {
  await story.requestDeployment(run);
  await story.start(run, deploy);
  await story.stepStarted(run, 'validate_configuration');
  for (const platform of platforms) {
    await story.asked(run, 'validate_configuration', platform);
    await story.succeeded(run, 'validate_configuration', platform, {
      ...{ kind: 'verify-account', currency: 'USD', timeZone: 'UTC' },
    });
  }
  await story.stepCompleted(run, 'validate_configuration');
  await story.stepStarted(run, 'create_platform_campaigns');
  for (const platform of platforms) {
    await story.succeeded(run, 'create_platform_campaigns', platform, {
      ...{ kind: 'create-campaign', platformCampaignId: `${platform}-1`, adopted: false },
    });
  }
  await story.stepCompleted(run, 'create_platform_campaigns');
  await story.stepStarted(run, 'sync_settings');
  await story.stepCompleted(run, 'sync_settings');
  await story.stepStarted(run, 'activate_campaigns');
  await story.stepCompleted(run, 'activate_campaigns');
  await story.ended(run, deploy);
  for (const platform of platforms) await story.platformIs(run, platform, 'active');
  await story.transition(run, 'OrchestrationActivated');
  await story.settled(run, deploy);
};

/** A sync in which Meta goes well, Google in part and TikTok not at all. */
export const syncedInPart = async (story: Campaign, run = 'sync'): Promise<void> => {
  const change = { field: 'budget', before: 40, after: 50 };
  const fetched = { kind: 'fetch-metrics', days: 2, changedDays: 2, until: '2026-03-02', detected: [] } as const;
  await story.requestSync(run);
  await story.start(run, sync);
  await story.stepStarted(run, 'sync_settings');
  for (const platform of ['meta', 'google'] as const) {
    const result = { kind: 'push-settings' as const, detected: [change], applied: [change] };
    await story.succeeded(run, 'sync_settings', platform, result);
  }
  await story.failed(run, 'sync_settings', 'tiktok', 'push-settings');
  await story.stepCompleted(run, 'sync_settings', ['tiktok']);
  await story.stepStarted(run, 'fetch_performance');
  await story.metrics('meta', { '2026-03-01': 10_000_001, '2026-03-02': 5_000_000 });
  await story.succeeded(run, 'fetch_performance', 'meta', fetched);
  await story.failed(run, 'fetch_performance', 'google', 'fetch-metrics');
  await story.failed(run, 'fetch_performance', 'tiktok', 'fetch-metrics');
  await story.stepCompleted(run, 'fetch_performance', ['google', 'tiktok']);
  await story.ended(run, sync, { google: 'Budget too low', tiktok: 'Budget too low' });
  await story.settled(run, sync, 'partial');
};
