import { type Platform, restOperations, visibilityOf } from '@campaigns/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { organisation, prefix } from '../testing/scenario.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
}, 60_000);
afterAll(() => api.stop());

const minuteMs = 60_000;
const ago = (minutes: number): string => new Date(Date.now() - minutes * minuteMs).toISOString();
const runId = '0193a1de-6ad1-7c4e-8f0b-1f2a3b4c5d6e';

type Row = Readonly<Record<string, unknown>>;
type Orchestration = Readonly<{
  orchestration_id: string;
  mappings: readonly Readonly<{ mapping_id: string; platform: Platform }>[];
}>;

/** Writes what looks at an orchestration's campaigns came to, as the projections would. */
const looksAt = (org: string, { orchestration_id, mappings }: Orchestration) => {
  const insert = (table: string, platform: Platform, row: Row): Promise<unknown> => {
    const mapping_id = mappings.find((mapping) => mapping.platform === platform)?.mapping_id;
    return api.pool.query(`insert into read.${table} select * from jsonb_populate_record(null::read.${table}, $1)`, [
      JSON.stringify({ mapping_id, orchestration_id, org_id: org, platform, ...row }),
    ]);
  };
  return {
    looked: (platform: Platform, at: string, more: Row = {}) =>
      insert('drift_coverage', platform, {
        ...{ last_attempt_at: at, last_read_at: at, workflow_id: runId, unseen: ['its ad groups and ads'], ...more },
      }),
    saw: (platform: Platform, at: string, field: string, difference: string, more: Row = {}) =>
      insert('orchestration_drift', platform, {
        ...{ field, path: field, desired: 'A', last_applied: 'A', observed: difference === 'in_sync' ? 'A' : 'B' },
        ...{ difference, policy: 'report', action: 'none', observed_at: at, since: at, workflow_id: runId, ...more },
      }),
  };
};

const deployedOn = async (platforms: readonly Platform[], body: Row = {}) => {
  const scenario = await organisation(api);
  const orchestration: Orchestration = await scenario.deployed({ platforms, ...body });
  const path = `${prefix}/${orchestration.orchestration_id}`;
  const drift = async (query = '') => {
    const { body: answer } = await scenario.viewer('GET', `${path}/drift${query}`);
    return restOperations.getDrift.response.parse(answer).drift;
  };
  return { ...scenario, ...looksAt(scenario.org, orchestration), path, drift };
};

describe('The drift of an orchestration', () => {
  it('is unreviewed, and not clean, where nobody has looked', async () => {
    const { drift } = await deployedOn(['meta']);
    expect(await drift()).toMatchObject({
      state: 'unreviewed',
      platforms: [
        {
          ...{ platform: 'meta', platform_campaign_id: 'meta-1', state: 'unreviewed', fields: [] },
          coverage: {
            ...{ state: 'unreviewed', reason: 'nobody has looked yet', last_complete_read_at: null },
            ...{ unseen: ['the campaign itself', 'its ad groups and ads'], evidence: visibilityOf.meta.source },
          },
        },
      ],
    });
  });

  it('is unreviewed of a draft, of which there is no campaign to look at', async () => {
    const { viewer, draft } = await organisation(api);
    const { orchestration_id: id } = await draft({ platforms: ['meta'] });
    const { body } = await viewer('GET', `${prefix}/${id}/drift`);
    expect(body.drift).toMatchObject({
      state: 'unreviewed',
      platforms: [{ coverage: { reason: 'there is no campaign of ours on the platform' } }],
    });
  });

  it('is clean where a look that is not old found everything as it is meant, with what it did not show', async () => {
    const { drift, looked, saw } = await deployedOn(['meta']);
    const at = ago(30);
    await looked('meta', at);
    await saw('meta', at, 'name', 'in_sync');
    await saw('meta', at, 'budget', 'normalised');
    const summary = { in_sync: 1, ours_pending: 0, changed_outside: 0, conflict: 0, normalised: 1, unreviewed: 0 };
    const seen = await drift();
    expect(seen).toMatchObject({ state: 'clean', summary });
    expect(seen.platforms).toMatchObject([
      {
        ...{ state: 'clean', summary, fields: [] },
        coverage: {
          ...{ state: 'reviewed', reason: null, last_complete_read_at: at, last_error: null, ads_state: null },
          unseen: ['its ad groups and ads'],
        },
      },
    ]);
  });

  it('lists what differs, or was settled by the last look, with both sides; all of it when that is asked for', async () => {
    const { drift, looked, saw } = await deployedOn(['meta', 'google']);
    const [at, before] = [ago(30), ago(50)];
    for (const platform of ['meta', 'google'] as const) await looked(platform, at);
    const found = { difference: 'changed_outside', desired: 5000, observed: 4000 };
    await saw('meta', at, 'existence', 'in_sync');
    await saw('meta', at, 'name', 'conflict', { since: before, action: 'held', policy: 'freeze' });
    await saw('meta', at, 'budget', 'in_sync', { action: 'pushed', found });
    await saw('google', at, 'status', 'ours_pending');
    const seen = await drift();
    expect(seen).toMatchObject({
      ...{ state: 'drifted', summary: { in_sync: 2, conflict: 1, ours_pending: 1, unreviewed: 0 } },
      platforms: [
        {
          platform: 'meta',
          state: 'drifted',
          fields: [
            { path: 'budget', difference: 'in_sync', action: 'pushed', found },
            {
              ...{ path: 'name', desired: 'A', last_applied: 'A', observed: 'B', difference: 'conflict' },
              ...{ policy: 'freeze', action: 'held', note: null, found: null, observed_at: at, since: before },
            },
          ],
        },
        { platform: 'google', state: 'drifted', fields: [{ path: 'status', difference: 'ours_pending' }] },
      ],
    });
    const all = await drift('?only=all');
    expect(all.platforms.map(({ fields }) => fields.map(({ path }) => path))).toEqual([
      ['existence', 'budget', 'name'],
      ['status'],
    ]);
  });

  it.each([
    ['failed', { last_error: 'Too many calls' }, 'the last look failed: Too many calls'],
    ['never saw all of it', { last_read_at: null }, 'nobody has looked yet'],
  ])('is unreviewed where the last look %s, and shows nothing as in order', async (_, more, reason) => {
    const { drift, looked, saw } = await deployedOn(['meta', 'google']);
    const at = ago(30);
    for (const platform of ['meta', 'google'] as const) await saw(platform, at, 'name', 'in_sync');
    await looked('meta', at, more);
    await looked('google', at);
    const seen = await drift('?only=all');
    expect(seen).toMatchObject({ state: 'unreviewed', summary: { in_sync: 1, unreviewed: 1 } });
    expect(seen.platforms).toMatchObject([
      { state: 'unreviewed', coverage: { state: 'unreviewed', reason }, fields: [{ difference: 'unreviewed' }] },
      { state: 'clean', coverage: { state: 'reviewed' }, fields: [{ difference: 'in_sync' }] },
    ]);
  });

  it('keeps what it knew to differ when a later look fails', async () => {
    const { drift, looked, saw } = await deployedOn(['meta']);
    await looked('meta', ago(30), { last_error: 'Too many calls' });
    await saw('meta', ago(40), 'status', 'changed_outside');
    expect(await drift()).toMatchObject({
      state: 'drifted',
      platforms: [{ coverage: { state: 'unreviewed' }, fields: [{ difference: 'changed_outside' }] }],
    });
  });

  it.each([
    ['an hour, synced every 15 minutes', { sync_strategy: 'auto', sync_frequency_minutes: 15 }, 60],
    ['three intervals, synced every two hours', { sync_strategy: 'auto', sync_frequency_minutes: 120 }, 360],
    ['a day, synced by hand', { sync_strategy: 'manual' }, 1_440],
  ])('counts a look as old after %s', async (_, sync, minutes) => {
    const { drift, looked } = await deployedOn(['meta', 'google'], sync);
    await looked('meta', ago(minutes - 1));
    await looked('google', ago(minutes + 1));
    expect(await drift()).toMatchObject({
      platforms: [
        { platform: 'meta', coverage: { state: 'reviewed' } },
        { platform: 'google', coverage: { state: 'unreviewed', reason: 'the last look is too old' } },
      ],
    });
  });

  it('tells of the ads by themselves: a look at the campaign alone does not make them reviewed', async () => {
    const { drift, looked, saw, org } = await deployedOn(['meta', 'google']);
    await api.pool.query(`update read.orchestration_platforms set platform_ad_group_id = '7' where org_id = $1`, [org]);
    const ads = { unseen: ['its ad groups and ads'], ads_unseen: ['changes of creatives'] };
    await looked('meta', ago(30), { ...ads, ads_read_at: ago(20) });
    await looked('google', ago(30), { ...ads, ads_read_at: ago(2_000) });
    for (const [platform, at] of [
      ['meta', ago(20)],
      ['google', ago(2_000)],
    ] as const) {
      await saw(platform, at, 'ads', 'in_sync', { path: 'ads.1.status' });
    }
    expect(await drift('?only=all')).toMatchObject({
      state: 'clean',
      platforms: [
        {
          coverage: { ads_state: 'reviewed', unseen: ['changes of creatives'] },
          fields: [{ path: 'ads.1.status', difference: 'in_sync' }],
        },
        {
          coverage: { state: 'reviewed', ads_state: 'unreviewed', unseen: ['its ad groups and ads'] },
          fields: [{ path: 'ads.1.status', difference: 'unreviewed' }],
        },
      ],
    });
  });

  it('stands in short beside everything else about the orchestration', async () => {
    const { viewer, path, looked, saw, drift } = await deployedOn(['meta', 'google']);
    await looked('meta', ago(30));
    await saw('meta', ago(30), 'name', 'changed_outside');
    const { body } = await viewer('GET', path);
    const { orchestration } = restOperations.getOrchestration.response.parse(body);
    const { state, summary } = await drift();
    expect(orchestration.drift).toEqual({ state, summary });
    expect(state).toBe('drifted');
  });

  it('in short is that of the orchestration alone', async () => {
    const { viewer, draft, path, looked } = await deployedOn(['meta']);
    await looked('meta', ago(30));
    // There is another one, at which nobody has looked.
    await draft({ platforms: ['meta'] });
    const { body } = await viewer('GET', path);
    expect(restOperations.getOrchestration.response.parse(body).orchestration.drift.state).toBe('clean');
  });

  it('is nobody else’s to see, and there is none of what does not exist', async () => {
    const { path } = await deployedOn(['meta']);
    const { viewer: stranger } = await organisation(api);
    const refusal = { status: 404, body: { code: 'orchestration-not-found' } };
    expect(await stranger('GET', `${path}/drift`)).toMatchObject(refusal);
    expect(await stranger('GET', `${prefix}/${runId}/drift`)).toMatchObject(refusal);
    expect(await stranger('GET', `${prefix}/drift/drift`)).toMatchObject({ status: 400 });
  });
});

describe('What the organisation can see of its platforms', () => {
  it('names for each what a look goes by and never shows, and how many campaigns were looked at', async () => {
    const { viewer, looked } = await deployedOn(['meta', 'google']);
    const at = ago(30);
    await looked('meta', at);
    await looked('google', at, { last_error: 'Too many calls' });
    const { status, body } = await viewer('GET', `${prefix}/drift/coverage`);
    expect(status).toBe(200);
    const { platforms } = restOperations.getDriftCoverage.response.parse(body);
    expect(platforms.map(({ platform }) => platform)).toEqual(Object.keys(visibilityOf));
    expect(platforms[0]).toEqual({
      ...{ platform: 'meta', evidence: visibilityOf.meta.source, change_log_days: null },
      ...{ blind_spots: [...visibilityOf.meta.blindSpots], campaigns: { reviewed: 1, unreviewed: 0 } },
      ...{ last_complete_read_at: at, oldest_complete_read_at: at },
    });
    expect(platforms[1]).toMatchObject({ change_log_days: 89, campaigns: { reviewed: 0, unreviewed: 1 } });
    const untouched = platforms.find(({ platform }) => platform === 'snapchat');
    expect(untouched).toMatchObject({ campaigns: { reviewed: 0, unreviewed: 0 }, last_complete_read_at: null });
  });

  it('counts no campaigns of others, and none that are drafts', async () => {
    await deployedOn(['meta']);
    const { viewer, draft } = await organisation(api);
    await draft({ platforms: ['meta'] });
    const { body } = await viewer('GET', `${prefix}/drift/coverage`);
    expect(body.platforms[0]).toMatchObject({ platform: 'meta', campaigns: { reviewed: 0, unreviewed: 0 } });
  });
});
