import { type Campaign, deploy, platforms, sync } from './campaign.ts';
import { pushed, seenAs, wholeCampaign } from './looks.ts';

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
  const fetched = { kind: 'fetch-metrics' as const, days: 2, changedDays: 2, until: '2026-03-02', detected: [] };
  await story.requestSync(run);
  await story.start(run, sync);
  await story.stepStarted(run, 'sync_settings');
  for (const platform of ['meta', 'google'] as const) {
    const lowered = seenAs('budget', { observed: 40, difference: 'changed_outside', action: 'pushed' });
    await story.succeeded(run, 'sync_settings', platform, pushed(wholeCampaign(lowered)));
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

/** An ad on Meta with results of its own. */
export const withAd = async (story: Campaign, run = 'deployment'): Promise<void> => {
  await story.askedForAd(run, 'meta', 'Hero A');
  await story.adSettled(run, 'meta', 'Hero A', true);
  await story.adMetrics('meta', { 'ad Hero A': { '2026-03-01': 4_000_001 } });
};

/** A deployment in which TikTok refuses, so that what had been created on Meta and Google is removed again. */
export const rolledBack = async (story: Campaign, run = 'refused'): Promise<void> => {
  await story.requestDeployment(run);
  await story.start(run, deploy);
  await story.stepStarted(run, 'create_platform_campaigns');
  for (const platform of ['meta', 'google'] as const) {
    await story.succeeded(run, 'create_platform_campaigns', platform, {
      ...{ kind: 'create-campaign', platformCampaignId: `${platform}-1`, adopted: false },
    });
  }
  await story.failed(run, 'create_platform_campaigns', 'tiktok', 'create-campaign');
  await story.stepFailed(run, 'create_platform_campaigns', 'TikTok: Budget too low');
  await story.stepStarted(run, 'roll_back');
  for (const platform of ['google', 'meta'] as const) {
    await story.succeeded(run, 'roll_back', platform, { kind: 'remove-campaign' });
  }
  await story.stepCompleted(run, 'roll_back');
  await story.ended(run, deploy, { tiktok: 'Budget too low' }, ['google', 'meta']);
  for (const platform of platforms) await story.platformIs(run, platform, 'failed', 'Budget too low');
  await story.givenUp(run, 'Budget too low');
  await story.settled(run, deploy, 'failed');
};

/** Paused on all platforms. */
export const paused = async (story: Campaign, run = 'pause'): Promise<void> => {
  await story.requestRun('PauseRequested', run);
  await story.start(run, { goal: 'pause' });
  await story.stepStarted(run, 'pause_campaigns');
  for (const platform of platforms) {
    await story.succeeded(run, 'pause_campaigns', platform, { kind: 'pause-campaign' });
  }
  await story.stepCompleted(run, 'pause_campaigns');
  await story.ended(run, { goal: 'pause' });
  for (const platform of platforms) await story.platformIs(run, platform, 'paused');
  await story.transition(run, 'OrchestrationPaused');
  await story.settled(run, { goal: 'pause' });
};

/** Resumed on Meta and Google; TikTok stays paused. */
export const resumedInPart = async (story: Campaign, run = 'resume'): Promise<void> => {
  await story.requestRun('ResumeRequested', run);
  await story.start(run, { goal: 'resume' });
  await story.stepStarted(run, 'activate_campaigns');
  for (const platform of ['meta', 'google'] as const) {
    await story.succeeded(run, 'activate_campaigns', platform, { kind: 'activate-campaign' });
  }
  await story.failed(run, 'activate_campaigns', 'tiktok', 'activate-campaign');
  await story.stepCompleted(run, 'activate_campaigns', ['tiktok']);
  await story.ended(run, { goal: 'resume' }, { tiktok: 'Budget too low' });
  for (const platform of ['meta', 'google'] as const) await story.platformIs(run, platform, 'active');
  await story.transition(run, 'OrchestrationActivated');
  await story.settled(run, { goal: 'resume' }, 'partial');
};

/** Everything at once: deployed, synced, re-budgeted, paused, resumed, restated and completed. */
export const lived = async (story: Campaign): Promise<void> => {
  await drafted(story);
  await deployed(story);
  await syncedInPart(story, 'first sync');
  await withAd(story);
  await story.touchpoints('anna');
  await story.changeBudget();
  await story.touchpoints('anna', 'bert');
  await syncedInPart(story, 'second sync');
  await paused(story);
  await resumedInPart(story);
  await story.metrics('meta', { '2026-03-01': 9_999_999 });
  await story.metrics('google', { '2026-03-02': 250_000, '2026-03-03': 1 });
  await story.looked('google', '2026-03-03');
  await story.looked('tiktok', null);
  await story.requestRun('CompletionRequested', 'completion');
  await story.start('completion', { goal: 'complete' });
  // What was paused on the way to the end needs no step of its own: a run can complete with a step open.
  await story.stepStarted('completion', 'pause_campaigns');
  await story.ended('completion', { goal: 'complete' });
  await story.transition('completion', 'OrchestrationCompleted');
  await story.settled('completion', { goal: 'complete' });
};
