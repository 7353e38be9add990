import type { EventStore } from '@campaigns/event-sourcing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Campaign, platforms, sync, unit } from '../testing/campaign.ts';
import { pushed, read, seenAs, wholeCampaign } from '../testing/looks.ts';
import { oneOrganization } from '../testing/one-organization.ts';
import { project } from '../testing/project.ts';
import { one, type ReadDatabase } from '../testing/read-database.ts';
import { deployed, drafted, syncedInPart } from '../testing/stories.ts';

let database: ReadDatabase;
let store: EventStore;
let story: Campaign;

beforeEach(async () => {
  ({ database, store, story } = await oneOrganization(drafted, deployed));
});
afterEach(() => database.close());

const logs = async (): Promise<readonly Record<string, unknown>[]> => {
  await project(database.pool, store);
  const text = `select l.* from read.orchestration_sync_logs l order by started_at, array_position('{meta,google,tiktok}', platform)`;
  return (await database.pool.query(text)).rows;
};
const mapping = (platform: string): Promise<Record<string, unknown>> =>
  one(database.pool, 'select * from read.orchestration_platforms where platform = $1', [platform]);

const change = { field: 'budget', before: 40, after: 50 };
const refusal = { code: '1885', message: 'Budget too low', class: 'validation' };

describe('The log of a sync', () => {
  it('has a running line per platform from the start', async () => {
    await story.requestSync('sync');
    await story.start('sync', sync);
    const running = {
      status: 'running',
      entities_synced: 0,
      entities_failed: 0,
      duration_ms: null,
      completed_at: null,
    };
    expect(await logs()).toMatchObject(
      platforms.map((platform) => ({ ...running, platform, sync_type: 'full', trigger: 'manual' })),
    );
  });

  it('says of each platform what was found, done and refused, and how long it took', async () => {
    await syncedInPart(story);
    // From the start of the run to its end: twelve events, one second each.
    const lasted = { duration_ms: '12000', sync_type: 'full', direction: 'bidirectional', trigger: 'manual' };
    const changed = { changes_detected: [change], changes_applied: [change] };
    expect(await logs()).toMatchObject([
      {
        ...{ platform: 'meta', status: 'completed', entities_synced: 2, entities_failed: 0, error_details: null },
        ...{ ...changed, ...lasted },
      },
      {
        ...{ platform: 'google', status: 'partial', entities_synced: 1, entities_failed: 1, ...changed, ...lasted },
        error_details: [{ ...refusal, step: 'fetch_performance', operation: 'fetch-metrics' }],
      },
      {
        ...{ platform: 'tiktok', status: 'failed', entities_synced: 0, entities_failed: 2, ...lasted },
        ...{ changes_detected: [], changes_applied: [] },
        error_details: [
          { ...refusal, step: 'sync_settings', operation: 'push-settings' },
          { ...refusal, step: 'fetch_performance', operation: 'fetch-metrics' },
        ],
      },
    ]);
  });

  it('tells apart what the platform reported and what was set right there', async () => {
    await story.requestSync('sync');
    await story.start('sync', sync);
    const theirs = { field: 'status', before: 'active', after: 'paused' };
    await story.succeeded('sync', 'sync_settings', 'meta', {
      ...{ kind: 'push-settings', detected: [change, theirs], applied: [change] },
    });
    await story.succeeded('sync', 'fetch_performance', 'meta', {
      ...{ kind: 'fetch-metrics', days: 1, changedDays: 0, until: '2026-03-04', detected: [theirs] },
    });
    expect((await logs())[0]).toMatchObject({
      ...{ changes_detected: [change, theirs, theirs], changes_applied: [change], entities_synced: 2 },
    });
  });

  it('counts what the policy reports or holds as synchronised, and tells it with both sides', async () => {
    await story.requestSync('sync');
    await story.start('sync', sync);
    const kept = [
      seenAs('budget', { observed: 40, difference: 'changed_outside', policy: 'report', action: 'reported' }),
      seenAs('name', { observed: 'X', difference: 'conflict', policy: 'freeze', action: 'held' }),
    ];
    await story.succeeded('sync', 'sync_settings', 'meta', pushed(wholeCampaign(...kept)));
    await story.ended('sync', sync);
    const detected = [
      { field: 'name', before: 'X', after: 'Spring [op-1]' },
      { field: 'budget', before: 40, after: 50 },
    ];
    expect((await logs())[0]).toMatchObject({
      ...{ status: 'completed', entities_synced: 1, entities_failed: 0, error_details: null },
      ...{ changes_detected: detected, changes_applied: [] },
    });
  });

  it('tells what was taken over from the platform as applied, the other way round', async () => {
    await story.requestSync('sync');
    await story.start('sync', sync);
    const theirs = seenAs('budget', {
      observed: 40,
      difference: 'changed_outside',
      policy: 'theirs',
      action: 'adopted',
    });
    await story.succeeded('sync', 'read_changes', 'meta', read(wholeCampaign(theirs)));
    await story.ended('sync', sync);
    await story.takenOver('sync', 'meta', { budget: { micros: 40 * unit, currency: 'USD' } });
    expect((await logs())[0]).toMatchObject({
      changes_detected: [{ field: 'budget', before: 40, after: 50 }],
      changes_applied: [{ field: 'budget', before: 50, after: 40, adopted: true }],
    });
  });

  it('counts each ad that was made or refused, and tells those that are new', async () => {
    await story.requestSync('sync');
    await story.start('sync', { ...sync, syncType: 'creative' });
    await story.succeeded('sync', 'read_changes', 'meta', read([seenAs('existence')]));
    const ad = { kind: 'create-ad', adopted: false } as const;
    await story.succeeded('sync', 'sync_creatives', 'meta', { ...ad, platformAdId: '1' });
    await story.succeeded('sync', 'sync_creatives', 'meta', { ...ad, platformAdId: '2', adopted: true });
    await story.failed('sync', 'sync_creatives', 'meta', 'create-ad');
    await story.ended('sync', sync, { meta: 'Budget too low' });
    expect((await logs())[0]).toMatchObject({
      ...{ sync_type: 'creative', status: 'partial', entities_synced: 3, entities_failed: 1 },
      changes_applied: [{ field: 'ads.1.existence', before: 'missing', after: 'present' }],
      error_details: [{ step: 'sync_creatives', operation: 'create-ad' }],
    });
  });

  it('is failed where the platform answered and nobody could tell whether the campaign is there', async () => {
    await story.requestSync('sync');
    await story.start('sync', sync);
    const unclear = { difference: 'unreviewed', observed: null, note: 'the campaigns cannot be listed' } as const;
    await story.succeeded('sync', 'sync_settings', 'meta', pushed([seenAs('existence', unclear)]));
    await story.ended('sync', sync);
    expect((await logs())[0]).toMatchObject({
      ...{ status: 'failed', entities_synced: 0, entities_failed: 1 },
      error_details: [{ step: 'sync_settings', message: 'the campaigns cannot be listed' }],
    });
  });

  it('has the direction that was asked for, and says when a schedule asked', async () => {
    await story.requestSync('sync');
    await story.start('sync', { ...sync, direction: 'pull', trigger: 'schedule' });
    expect((await logs())[0]).toMatchObject({ direction: 'pull', trigger: 'schedule' });
  });

  it('is failed with the reason when everything was withheld from the platform', async () => {
    await story.requestSync('sync');
    await story.start('sync', sync);
    await story.ended('sync', sync, { google: 'The connection is suspended' });
    const [, google] = await logs();
    expect(google).toMatchObject({ status: 'failed', entities_synced: 0, entities_failed: 0 });
    expect(google?.['error_details']).toMatchObject([{ message: 'The connection is suspended' }]);
  });

  it('keeps each run apart', async () => {
    await syncedInPart(story, 'first');
    await syncedInPart(story, 'second');
    const all = await logs();
    expect(all.map(({ status }) => status)).toEqual([...Array(2)].flatMap(() => ['completed', 'partial', 'failed']));
    expect(all.map(({ entities_synced: synced }) => synced)).toEqual([2, 1, 0, 2, 1, 0]);
  });
});

describe('The mapping of a platform', () => {
  it('says when it was last synced, and up to which day its results are known', async () => {
    await syncedInPart(story);
    const [meta, google, tiktok] = await logs();
    expect(await mapping('meta')).toMatchObject({
      last_synced_at: meta?.['completed_at'],
      sync_metadata: {
        sync_log_id: meta?.['sync_log_id'],
        sync_type: 'full',
        status: 'completed',
        until: '2026-03-02',
      },
    });
    expect(await mapping('google')).toMatchObject({ last_synced_at: google?.['completed_at'] });
    expect(await mapping('tiktok')).toMatchObject({
      last_synced_at: null,
      sync_metadata: { sync_log_id: tiktok?.['sync_log_id'], status: 'failed' },
    });
  });

  it('keeps the time of its last good sync through a failed one', async () => {
    await syncedInPart(story, 'good');
    const before = (await logs())[0]?.['completed_at'];
    await story.requestSync('bad');
    await story.start('bad', sync);
    await story.failed('bad', 'sync_settings', 'meta', 'push-settings');
    await story.ended('bad', sync, { meta: 'Budget too low' });
    await logs();
    expect(await mapping('meta')).toMatchObject({
      last_synced_at: before,
      sync_metadata: { status: 'failed', until: '2026-03-02' },
    });
  });
});
