import type { EventStore } from '@campaigns/event-sourcing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Campaign } from '../testing/campaign.ts';
import { oneOrganization } from '../testing/one-organization.ts';
import { project, wholeLog } from '../testing/project.ts';
import { one, type ReadDatabase } from '../testing/read-database.ts';
import {
  deployed,
  drafted,
  lived,
  paused,
  resumedInPart,
  rolledBack,
  syncedInPart,
  withAd,
} from '../testing/stories.ts';

let database: ReadDatabase;
let store: EventStore;
let story: Campaign;

beforeEach(async () => {
  ({ database, store, story } = await oneOrganization());
});
afterEach(() => database.close());

const orchestration = async (): Promise<Record<string, unknown>> => {
  await project(database.pool, store);
  return one(database.pool, 'select * from read.campaign_orchestrations');
};
const mappings = async (columns: string): Promise<readonly unknown[]> => {
  await project(database.pool, store);
  const order = `order by array_position('{meta,google,tiktok}', platform)`;
  return (await database.pool.query(`select ${columns} from read.orchestration_platforms ${order}`)).rows;
};

describe('The row of an orchestration', () => {
  it('starts as a draft with one pending mapping per platform', async () => {
    await drafted(story);
    expect(await orchestration()).toMatchObject({
      ...{ status: 'draft', platforms: ['meta', 'google', 'tiktok'], total_budget: '100.000000', currency: 'USD' },
      ...{ budget_allocation: { meta: 50, google: 30, tiktok: 20 }, platform_count: 3, active_platform_count: 0 },
      ...{ sync_strategy: 'auto', sync_frequency_minutes: 15, failure_policy: 'rollback', duration_days: 30 },
      ...{ active_workflow_id: null, activated_at: null, flight_start_at: null, revision: '0' },
    });
    expect(await mappings('platform, status, allocated_budget, platform_campaign_id')).toEqual([
      { platform: 'meta', status: 'pending', allocated_budget: '50.000000', platform_campaign_id: null },
      { platform: 'google', status: 'pending', allocated_budget: '30.000000', platform_campaign_id: null },
      { platform: 'tiktok', status: 'pending', allocated_budget: '20.000000', platform_campaign_id: null },
    ]);
  });

  it('names the run that occupies it, and its flight, until the run has settled', async () => {
    await drafted(story);
    await story.requestDeployment('deployment');
    expect(await orchestration()).toMatchObject({
      ...{ status: 'draft', active_workflow_id: story.id('run', 'deployment') },
      flight_start_at: new Date('2026-03-01T00:00:00Z'),
    });
    expect(await mappings('status')).toEqual(Array(3).fill({ status: 'creating' }));
  });

  it('follows deployment, pause, resume in part, and completion', async () => {
    await drafted(story);
    await deployed(story);
    expect(await orchestration()).toMatchObject({
      status: 'active',
      active_platform_count: 3,
      active_workflow_id: null,
    });
    expect(await mappings('platform_campaign_id')).toEqual(
      ['meta-1', 'google-1', 'tiktok-1'].map((id) => ({ platform_campaign_id: id })),
    );
    await paused(story);
    expect(await orchestration()).toMatchObject({ status: 'paused', active_platform_count: 0 });
    await resumedInPart(story);
    expect(await orchestration()).toMatchObject({ status: 'active', active_platform_count: 2 });
    await story.transition('completion', 'OrchestrationCompleted');
    expect(await orchestration()).toMatchObject({ status: 'completed', completed_at: expect.any(Date) });
  });

  it('fails with the platforms and their errors when a deployment is rolled back', async () => {
    await drafted(story);
    await rolledBack(story);
    expect(await orchestration()).toMatchObject({
      status: 'failed',
      active_platform_count: 0,
      active_workflow_id: null,
    });
    expect(await mappings('status, status_error')).toEqual(
      Array(3).fill({ status: 'failed', status_error: 'Budget too low' }),
    );
  });

  it('takes over a new budget and its parts', async () => {
    await drafted(story);
    await story.changeBudget();
    expect(await orchestration()).toMatchObject({
      ...{ total_budget: '200.000000', budget_allocation: { meta: 80, google: 70, tiktok: 50 }, revision: '1' },
    });
    expect(await mappings('allocated_budget')).toEqual(
      ['80.000000', '70.000000', '50.000000'].map((amount) => ({ allocated_budget: amount })),
    );
  });

  it('follows its schedule, shows a start that nobody made, and forgets it when it is scheduled again', async () => {
    await drafted(story);
    const { about, log, stream } = story;
    const startAt = '2026-04-01T22:00:00.000Z';
    const startOnClock = { local: '2026-04-02T00:00', zone: 'Europe/Berlin' };
    const schedule = { startAt, endAt: null, durationDays: 5, startOnClock, late: 'ask' as const };
    const at = log.now();
    await log.record(stream, 'OrchestrationScheduled', { ...about, schedule, startAt, at });
    expect(await orchestration()).toMatchObject({
      ...{ status: 'scheduled', scheduled_start_at: new Date(startAt), scheduled_start_on_clock: startOnClock },
      ...{ scheduled_end_at: null, duration_days: 5, late_policy: 'ask', missed_start_at: null, revision: '1' },
    });
    const missed = { ...about, startAt, reason: 'Late', at };
    await log.record(stream, 'ScheduledStartMissed', { ...missed, late: 'ask' });
    const missedStart = { missed_start_at: new Date(startAt), missed_start_reason: 'Late' };
    expect(await orchestration()).toMatchObject({ status: 'scheduled', ...missedStart });
    await log.record(stream, 'OrchestrationScheduled', { ...about, schedule, startAt, at });
    expect(await orchestration()).toMatchObject({ missed_start_at: null, missed_start_reason: null });
    await log.record(stream, 'ScheduledStartMissed', { ...missed, late: 'skip' });
    expect(await orchestration()).toMatchObject({ status: 'draft', ...missedStart });
    await log.record(stream, 'ScheduleCancelled', { ...about, at });
    expect(await orchestration()).toMatchObject({ status: 'draft', missed_start_at: null });
  });

  it('takes over what an update names, and leaves the rest', async () => {
    await drafted(story);
    const { about, log, stream } = story;
    const sync = {
      ...{ strategy: 'scheduled' as const, frequencyMinutes: 15, cron: '0 6 * * *', zone: 'Europe/Berlin' },
      policy: { budget: 'theirs' as const },
    };
    await log.record(stream, 'OrchestrationUpdated', { ...about, description: 'New', sync, at: log.now() });
    expect(await orchestration()).toMatchObject({
      ...{ name: 'shoes campaign', description: 'New', failure_policy: 'rollback', duration_days: 30 },
      ...{ sync_strategy: 'scheduled', sync_cron: '0 6 * * *', sync_zone: 'Europe/Berlin' },
      sync_policy: { budget: 'theirs' },
    });
    const schedule = { startAt: null, endAt: null, durationDays: 3 };
    const changes = { name: 'Shoes', description: null, failurePolicy: 'ask' as const, schedule };
    await log.record(stream, 'OrchestrationUpdated', { ...about, ...changes, at: log.now() });
    expect(await orchestration()).toMatchObject({
      ...{ name: 'Shoes', description: null, failure_policy: 'ask', duration_days: 3, sync_cron: '0 6 * * *' },
    });
  });

  it('says when the total was first spent, until it is raised', async () => {
    await drafted(story);
    const { about, log, stream, id } = story;
    const reached = (at: string) => ({
      ...{ ...about, capMicros: 100_000_000, observedMicros: 99_000_000, estimatedMicros: 100_000_000, at },
      pauseWorkflowId: id('run', 'pause'),
    });
    await log.record(stream, 'BudgetReached', reached('2026-03-02T00:00:00.000Z'));
    await log.record(stream, 'BudgetReached', reached('2026-03-03T00:00:00.000Z'));
    expect(await orchestration()).toMatchObject({ budget_reached_at: new Date('2026-03-02T00:00:00Z') });
    await story.changeBudget();
    expect(await orchestration()).toMatchObject({ budget_reached_at: null, budget_reached_total: null });
  });

  it('is occupied by a clean-up until that has settled', async () => {
    await drafted(story);
    await deployed(story);
    const { log, stream, request, id } = story;
    await log.record(stream, 'CleanUpRequested', request('clean-up'));
    expect(await orchestration()).toMatchObject({ active_workflow_id: id('run', 'clean-up') });
    await story.settled('clean-up', { goal: 'clean_up' });
    expect(await orchestration()).toMatchObject({ active_workflow_id: null });
  });

  it('and its campaign know what was taken over from a platform, and that one is gone with its ads', async () => {
    await drafted(story);
    await deployed(story);
    await withAd(story);
    const budget = { micros: 45_500_000, currency: 'USD' };
    await story.takenOver('sync', 'meta', { name: 'Their name', budget, status: 'paused' });
    expect(await orchestration()).toMatchObject({
      ...{ budget_allocation: { meta: 45.5, google: 30, tiktok: 20 }, active_platform_count: 2 },
    });
    expect((await mappings('own_name, status, allocated_budget'))[0]).toEqual({
      ...{ own_name: 'Their name', status: 'paused', allocated_budget: '45.500000' },
    });
    await story.takenOver('sync', 'meta', { removed: true });
    expect((await mappings('status, platform_campaign_id, status_error, applied_budget, reserved_budget'))[0]).toEqual({
      ...{ status: 'failed', platform_campaign_id: null, applied_budget: '0.000000', reserved_budget: '0.000000' },
      status_error: 'The campaign was removed on the platform',
    });
    expect(await one(database.pool, 'select status from read.orchestration_ads')).toEqual({ status: 'removed' });
  });

  it('of a copy names its original, and is no use of the template', async () => {
    await drafted(story);
    await story.draftAnother('copy', story.ids.orchestration);
    await project(database.pool, store);
    const copy = 'select cloned_from from read.campaign_orchestrations where orchestration_id = $1';
    expect(await one(database.pool, copy, [story.id('copy')])).toEqual({ cloned_from: story.ids.orchestration });
    expect(await one(database.pool, 'select usage_count from read.campaign_templates')).toEqual({ usage_count: 1 });
  });

  it('is not occupied by a sync, and says when one last brought something', async () => {
    await drafted(story);
    await deployed(story);
    const { last_synced_at: never } = await orchestration();
    expect(never).toBeNull();
    await story.requestSync('first');
    expect(await orchestration()).toMatchObject({ active_workflow_id: null, last_synced_at: null });
    await syncedInPart(story, 'second');
    const { last_synced_at: last } = await orchestration();
    expect(last).toBeInstanceOf(Date);
    await story.settled(
      'first',
      { goal: 'sync', syncType: 'full', direction: 'pull', trigger: 'auto', since: '2026-03-01' },
      'failed',
    );
    expect(await orchestration()).toMatchObject({ last_synced_at: last });
  });
});

describe('The platform counters', () => {
  it('are those of the mappings after every single event of a long life', async () => {
    await lived(story);
    const events = await wholeLog(store);
    const seen = new Set<string>();
    for (const [index, { type }] of events.entries()) {
      await project(database.pool, { ...store, readAll: async () => events.slice(0, index + 1) });
      const { rows } = await database.pool.query<{ platform_count: number; active_platform_count: number }>(
        'select platform_count, active_platform_count from read.campaign_orchestrations',
      );
      const counted = await database.pool.query(
        `select count(*)::int as platform_count, (count(*) filter (where status = 'active'))::int as active_platform_count
         from read.orchestration_platforms group by orchestration_id`,
      );
      expect({ after: type, counters: rows }).toEqual({ after: type, counters: counted.rows });
      for (const { active_platform_count: active } of rows) seen.add(`${active} active`);
    }
    expect([...seen].sort()).toEqual(['0 active', '1 active', '2 active', '3 active']);
  });
});
