import type { DifferenceClass, OperationResult } from '@campaigns/contracts';
import type { EventStore } from '@campaigns/event-sourcing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { rebuildReadTables } from '../rebuild/rebuild.ts';
import { type Campaign, sync, unit } from '../testing/campaign.ts';
import { adSeenAs, pushed, read, seenAs, seenObject, wholeCampaign } from '../testing/looks.ts';
import { oneOrganization } from '../testing/one-organization.ts';
import { project } from '../testing/project.ts';
import { dump, type ReadDatabase, silent } from '../testing/read-database.ts';
import { deployed, drafted } from '../testing/stories.ts';

let database: ReadDatabase;
let store: EventStore;
let story: Campaign;

beforeEach(async () => {
  ({ database, store, story } = await oneOrganization(drafted, deployed));
});
afterEach(() => database.close());

type Row = Readonly<Record<string, unknown>>;

const rowsOf = async (text: string): Promise<readonly Row[]> => {
  await project(database.pool, store);
  return (await database.pool.query(text)).rows;
};
const onMeta = (): Promise<readonly Row[]> =>
  rowsOf(`select * from read.orchestration_drift where platform = 'meta'
    order by array_position('{existence,name,status,budget,ads}', field), path`);
const field = async (path: string): Promise<Row | undefined> => (await onMeta()).find((row) => row['path'] === path);
const paths = async (): Promise<readonly unknown[]> => (await onMeta()).map(({ path }) => path);
const coverage = async (): Promise<Row | undefined> =>
  (await rowsOf(`select * from read.drift_coverage where platform = 'meta'`))[0];

/** Looks at Meta; returns when. */
const look = async (run: string, result: OperationResult): Promise<Date> => {
  const at = new Date(story.log.now());
  const step = result.kind === 'push-settings' ? 'sync_settings' : 'read_changes';
  await story.succeeded(run, step, 'meta', result);
  return at;
};
const everyClass: readonly DifferenceClass[] = [
  ...(['in_sync', 'ours_pending', 'changed_outside', 'conflict', 'normalised', 'unreviewed'] as const),
];

describe('A field of a campaign', () => {
  it.each(everyClass)('is kept with both sides as a look saw it: %s', async (difference) => {
    const told = { observed: 'Other', lastApplied: 'Autumn [op-1]', difference, policy: 'report' } as const;
    const at = await look('look', pushed(wholeCampaign(seenAs('name', { ...told, note: 'why' }))));
    expect(await onMeta()).toMatchObject([
      { path: 'existence', difference: 'in_sync' },
      {
        ...{ mapping_id: story.mapping('meta'), org_id: story.ids.org, platform: 'meta', field: 'name', path: 'name' },
        ...{ desired: 'Spring [op-1]', last_applied: 'Autumn [op-1]', observed: 'Other', difference, note: 'why' },
        ...{ policy: 'report', action: 'none', found: null, observed_at: at, since: at },
        workflow_id: story.id('run', 'look'),
      },
      { path: 'status', difference: 'in_sync' },
      { path: 'budget', difference: 'in_sync', desired: 50 },
    ]);
  });

  it('differs since it was first seen so, however often it is seen again', async () => {
    const theirs = seenAs('status', { observed: 'paused', difference: 'changed_outside', action: 'reported' });
    await look('first', pushed(wholeCampaign()));
    const second = await look('second', pushed(wholeCampaign(theirs)));
    const third = await look('third', pushed(wholeCampaign(theirs)));
    expect(await field('status')).toMatchObject({ since: second, observed_at: third });
  });

  it('differs anew when it was in order in between, and when it is another class', async () => {
    const theirs = seenAs('status', { observed: 'paused', difference: 'changed_outside' });
    await look('first', pushed(wholeCampaign(theirs)));
    await look('second', pushed(wholeCampaign()));
    const third = await look('third', pushed(wholeCampaign(theirs)));
    expect(await field('status')).toMatchObject({ since: third });
    const fourth = await look('fourth', pushed(wholeCampaign({ ...theirs, difference: 'conflict' })));
    expect(await field('status')).toMatchObject({ since: fourth, difference: 'conflict' });
  });

  it('is in order once ours was pushed, with how it was found until the next look', async () => {
    await look('first', pushed(wholeCampaign()));
    const found = { difference: 'changed_outside', desired: 50, observed: 40 };
    const theirs = seenAs('budget', { observed: 40, difference: 'changed_outside', action: 'pushed' });
    const at = await look('second', pushed(wholeCampaign(theirs)));
    const settled = { difference: 'in_sync', observed: 50, last_applied: 50, since: at };
    expect(await field('budget')).toMatchObject({ ...settled, action: 'pushed', found });
    await look('third', pushed(wholeCampaign()));
    expect(await field('budget')).toMatchObject({ ...settled, action: 'none', found: null });
  });

  it('is gone with the budget of another period that it replaces', async () => {
    await look('first', pushed(wholeCampaign(seenAs('budget', { path: 'daily_budget' }))));
    await look('second', pushed(wholeCampaign()));
    expect(await paths()).toEqual(['existence', 'name', 'status', 'budget']);
  });

  it('follows what we do ourselves: paused, and started with all that is ours under it', async () => {
    const stopped = { observed: 'paused', difference: 'changed_outside' } as const;
    const ads = [adSeenAs('ads.1.status', stopped), adSeenAs('ads.2.status', { ...stopped, observed: 'removed' })];
    await look('look', read([...wholeCampaign(), ...ads], [seenObject('ad', '1'), seenObject('ad', '2')]));
    await story.succeeded('pause', 'pause_campaigns', 'meta', { kind: 'pause-campaign' });
    const paused = { desired: 'paused', last_applied: 'paused', observed: 'paused', difference: 'in_sync' };
    expect(await field('status')).toMatchObject({ ...paused, action: 'pushed' });
    expect(await field('ads.1.status')).toMatchObject({ difference: 'changed_outside' });
    await story.succeeded('resume', 'activate_campaigns', 'meta', { kind: 'activate-campaign' });
    expect(await field('status')).toMatchObject({ observed: 'active', difference: 'in_sync' });
    expect(await field('ads.1.status')).toMatchObject({ observed: 'active', difference: 'in_sync' });
    expect(await field('ads.2.status')).toMatchObject({ observed: 'removed', difference: 'changed_outside' });
  });

  it('waits to be pushed when we change our mind between two looks, and is a conflict where they had too', async () => {
    const theirs = seenAs('name', { observed: 'Other [op-1]', difference: 'changed_outside' });
    await look('look', pushed(wholeCampaign(theirs)));
    await story.changeBudget();
    await story.renamed('Summer');
    expect(await field('budget')).toMatchObject({ desired: 80, observed: 50, difference: 'ours_pending' });
    expect(await field('name')).toMatchObject({ desired: 'Summer [op-1]', difference: 'conflict' });
    await look('next', pushed(wholeCampaign()));
    await story.changeBudget();
    expect(await field('budget')).toMatchObject({ difference: 'in_sync', desired: 50 });
  });

  it('of which we do not know yet what it comes to in a day waits without an amount', async () => {
    await look('look', pushed(wholeCampaign(seenAs('budget', { path: 'daily_budget', desired: 5, observed: 5 }))));
    await story.changeBudget();
    expect(await field('daily_budget')).toMatchObject({ desired: null, observed: 5, difference: 'ours_pending' });
    expect(String((await field('daily_budget'))?.['note'])).toContain('told by the next look');
  });

  it('is forgotten with a campaign that we removed, or made anew', async () => {
    for (const result of [
      { kind: 'remove-campaign' as const },
      { kind: 'create-campaign' as const, platformCampaignId: '2', adopted: false },
    ]) {
      await look(`before ${result.kind}`, pushed(wholeCampaign()));
      await story.succeeded(result.kind, 'clean_up', 'meta', result);
      expect([await onMeta(), await coverage()]).toEqual([[], undefined]);
    }
  });
});

describe('What is taken over from a platform', () => {
  const theirs = { difference: 'changed_outside', action: 'adopted', policy: 'theirs' } as const;

  it('is what is meant from then on, and how it was found is told', async () => {
    const fields = wholeCampaign(
      seenAs('budget', { ...theirs, observed: 40 }),
      seenAs('status', { ...theirs, observed: 'paused' }),
    );
    await look('look', read(fields));
    expect(await field('budget')).toMatchObject({ difference: 'changed_outside', action: 'adopted' });
    await story.takenOver('look', 'meta', { budget: { micros: 40 * unit, currency: 'USD' }, status: 'paused' });
    expect(await field('budget')).toMatchObject({
      ...{ difference: 'in_sync', desired: 40, last_applied: 40, observed: 40, action: 'adopted' },
      found: { difference: 'changed_outside', desired: 50, observed: 40 },
    });
    expect(await field('status')).toMatchObject({ difference: 'in_sync', desired: 'paused' });
  });

  it('is reported as not taken over when the orchestration did not, and the run is over', async () => {
    await look('look', read(wholeCampaign(seenAs('budget', { ...theirs, observed: 900 }))));
    await story.settled('look', sync);
    expect(await field('budget')).toMatchObject({ difference: 'changed_outside', action: 'reported', desired: 50 });
    expect(String((await field('budget'))?.['note'])).toContain('could not be taken over');
  });

  it('keeps our mark in the name: written by a push, still to be written after a pull', async () => {
    const bare = seenAs('name', { ...theirs, observed: 'Autumn' });
    await look('push', pushed(wholeCampaign(bare)));
    await story.takenOver('push', 'meta', { name: 'Autumn' });
    const marked = { desired: 'Autumn [op-1]', difference: 'in_sync' };
    expect(await field('name')).toMatchObject({ ...marked, observed: 'Autumn [op-1]' });
    await look('pull', read(wholeCampaign(bare)));
    await story.takenOver('pull', 'meta', { name: 'Autumn' });
    expect(await field('name')).toMatchObject({ ...marked, observed: 'Autumn', difference: 'ours_pending' });
  });

  it('leaves of a campaign that is gone, and shall be, that it is gone', async () => {
    await look('look', read(wholeCampaign(seenAs('existence', { ...theirs, observed: 'missing' }))));
    await story.takenOver('look', 'meta', { removed: true });
    expect(await onMeta()).toMatchObject([{ path: 'existence', desired: 'missing', difference: 'in_sync' }]);
  });
});

describe('A look that sees only a part', () => {
  const stopped = { observed: 'paused', difference: 'changed_outside', action: 'reported' } as const;

  it('replaces that part and leaves the rest as it was seen', async () => {
    const first = await look(
      'settings',
      pushed(wholeCampaign(seenAs('budget', { observed: 40, difference: 'conflict' }))),
    );
    const ads = [adSeenAs('ads.1.status', stopped)];
    await look('creative', read([seenAs('existence'), ...ads], [seenObject('ad', '1', 'paused')]));
    expect(await paths()).toEqual(['existence', 'name', 'status', 'budget', 'ads.1.status']);
    expect(await field('budget')).toMatchObject({ difference: 'conflict', observed_at: first });
    const later = await look('settings again', pushed(wholeCampaign()));
    expect(await field('ads.1.status')).toMatchObject({ difference: 'changed_outside' });
    expect(await coverage()).toMatchObject({ last_read_at: later });
  });

  it('drops ads that are not there any more, and keeps ad groups that are not told of because they are as they were', async () => {
    const group = adSeenAs('ad_group.7.status', stopped);
    const foreign = adSeenAs('ad_group.8.status', { desired: null, difference: 'changed_outside' });
    const seen = [
      ...[seenObject('ad_group', '7', 'paused'), seenObject('ad_group', '8')],
      ...[seenObject('ad', '1'), seenObject('ad', '2')],
    ];
    const both = [adSeenAs('ads.1.status'), adSeenAs('ads.2.status', { desired: null, difference: 'changed_outside' })];
    const first = await look('first', read([...wholeCampaign(), group, foreign, ...both], seen));
    const second = await look('second', read([...wholeCampaign(), adSeenAs('ads.1.status')], [seenObject('ad', '1')]));
    expect((await paths()).slice(4)).toEqual(['ad_group.7.status', 'ad_group.8.status', 'ads.1.status']);
    expect(await field('ad_group.7.status')).toMatchObject({ ...stopped, since: first, observed_at: second });
    // What is not ours may as well be gone: nobody has seen it again.
    expect(await field('ad_group.8.status')).toMatchObject({ since: first, observed_at: first });
    await look('third', read([...wholeCampaign(), adSeenAs('ads.1.status')], seen.slice(0, 3)));
    expect((await paths()).slice(4)).toEqual(['ads.1.status']);
  });

  it('drops all that stood under a campaign that is gone', async () => {
    await look('first', read([...wholeCampaign(), adSeenAs('ads.1.status')], [seenObject('ad', '1')]));
    const missing = seenAs('existence', { observed: 'missing', difference: 'changed_outside', action: 'reported' });
    await look('second', pushed(wholeCampaign(missing)));
    expect(await paths()).toEqual(['existence', 'name', 'status', 'budget']);
  });
});

describe('What is known of the looks at a platform', () => {
  it('is nothing before the first one', async () => {
    expect(await coverage()).toBeUndefined();
  });

  it('is when the whole campaign was last compared, by which run, and what was not visible', async () => {
    const at = await look('look', pushed(wholeCampaign(), ['its ads']));
    expect(await coverage()).toMatchObject({
      ...{ last_attempt_at: at, last_read_at: at, last_error: null, unseen: ['its ads'], ads_read_at: null },
      workflow_id: story.id('run', 'look'),
    });
  });

  it('tells looks at the ads from looks at the campaign', async () => {
    const whole = await look('whole', read(wholeCampaign(), [seenObject('ad', '1')], ['who']));
    expect(await coverage()).toMatchObject({ last_read_at: whole, ads_read_at: whole, ads_unseen: ['who'] });
    const ads = await look('creative', read([seenAs('existence')], [seenObject('ad', '1')], ['why']));
    expect(await coverage()).toMatchObject({
      ...{ last_read_at: whole, unseen: ['who'], last_attempt_at: ads, ads_read_at: ads, ads_unseen: ['why'] },
    });
    const settings = await look('settings', read(wholeCampaign(), [], ['its ads']));
    expect(await coverage()).toMatchObject({ last_read_at: settings, unseen: ['its ads'], ads_read_at: ads });
  });

  it('keeps the last good look and all that it saw through one that fails', async () => {
    const at = await look('good', pushed(wholeCampaign(seenAs('name', { observed: 'X', difference: 'conflict' }))));
    const before = await onMeta();
    await story.failed('bad', 'sync_settings', 'meta', 'push-settings');
    expect(await coverage()).toMatchObject({ last_read_at: at, last_error: 'Budget too low' });
    expect(await onMeta()).toEqual(before);
    await look('good again', pushed(wholeCampaign()));
    expect(await coverage()).toMatchObject({ last_error: null });
  });

  it('counts as failed when the platform answered and it is not clear whether the campaign is there', async () => {
    await look('good', pushed(wholeCampaign()));
    const before = await onMeta();
    const unseen = { difference: 'unreviewed', observed: null, note: 'the campaigns cannot be listed' } as const;
    const nothing = (['existence', 'name', 'status', 'budget'] as const).map((each) => seenAs(each, unseen));
    await look('unclear', pushed(nothing));
    expect(await coverage()).toMatchObject({ last_error: 'the campaigns cannot be listed' });
    expect(await onMeta()).toEqual(before);
  });

  it('does not fail with the results, which are something else', async () => {
    await look('good', pushed(wholeCampaign()));
    await story.failed('bad', 'fetch_performance', 'meta', 'fetch-metrics');
    expect(await coverage()).toMatchObject({ last_error: null });
  });
});

describe('Rows of differences', () => {
  it('come out of a rebuild, and of any batches, as they were', async () => {
    const theirs = { difference: 'changed_outside', action: 'adopted', observed: 40 } as const;
    await look('first', read([...wholeCampaign(), adSeenAs('ads.1.status')], [seenObject('ad', '1')]));
    await look('second', pushed(wholeCampaign(seenAs('budget', theirs))));
    await story.takenOver('second', 'meta', { budget: { micros: 40 * unit, currency: 'USD' } });
    await story.settled('second', sync);
    await story.changeBudget();
    await story.failed('third', 'sync_settings', 'meta', 'push-settings');
    await project(database.pool, store, [1, 3, 2]);
    const before = await dump(database.pool);
    await rebuildReadTables({ store, pool: database.pool, logger: silent });
    expect(await dump(database.pool)).toBe(before);
    expect(before).toContain('ads.1.status');
  });
});
