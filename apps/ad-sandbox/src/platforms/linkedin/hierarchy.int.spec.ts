import type { AdCreative, CampaignSpec } from '@campaigns/contracts';
import type { AccountCall, PlatformAdapter } from '@campaigns/sync-worker';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { adaptersAt, callFor, openingOf } from '../../testing/product-adapters.ts';
import { type RunningSandbox, runningSandbox, startOfTests } from '../../testing/running-sandbox.ts';
import { account } from './testing/linkedin-calls.ts';

const tag = 'op-7f3a9c2e41';
const spec: CampaignSpec = {
  name: 'Spring Sale',
  objective: 'conversions',
  budget: { micros: 3_000_000_000, currency: 'USD' },
  flight: { startAt: '2026-12-01T05:00:00.000Z', endAt: '2026-12-31T05:00:00.000Z' },
  config: { targeting: { countries: ['US'], age_min: 18, age_max: 65 } },
};
const creativeNamed = (name: string): AdCreative => ({
  creativeId: 'c0000000-0000-4000-8000-000000000001',
  ...{ name, format: 'image', url: 'https://shop.example.com/', headline: '20% off', body: 'Until Sunday' },
});

type Shown = Readonly<{ id: string; status: string; name: string }>;

let sandbox: RunningSandbox;
let adapter: PlatformAdapter;
let call: AccountCall;

beforeEach(async () => {
  sandbox = await runningSandbox();
  await sandbox.openAccount('linkedin', account, openingOf('linkedin'));
  adapter = adaptersAt(sandbox.url, { logger: pino({ level: 'silent' }), timeoutMs: 5000 }).linkedin;
  call = callFor('linkedin', account);
});
afterEach(() => sandbox.close());

const common = { operationId: 'an-operation', now: new Date(startOfTests) };
const control = (method: string, path: string, body?: object) =>
  sandbox.call(method, `/control${path}`, body === undefined ? {} : { body });
const switchOn = (...on: readonly string[]) => control('PUT', '/switches', { on });
const adsThere = async (): Promise<readonly Shown[]> =>
  (await control('GET', '/children?kind=ad&include_deleted=true')).json<{ children: readonly Shown[] }>().children;

const createCampaign = async (): Promise<string> =>
  (await adapter.createCampaign(call, { spec, name: `Spring Sale [${tag}]`, ...common })).platformCampaignId;
const createGroup = (platformCampaignId: string) =>
  adapter.createAdGroup(call, { platformCampaignId, spec, name: 'Spring Sale [op-a1]', ...common });
const createAd = async (platformCampaignId: string, name: string): Promise<string> => {
  const place = { platformCampaignId, platformAdGroupId: platformCampaignId };
  const creative = creativeNamed(name);
  return (await adapter.createAd(call, { ...place, spec, creative, name: `${name} [op-b1]`, ...common })).platformAdId;
};
const deployed = async (...names: readonly string[]) => {
  const id = await createCampaign();
  const { platformAdGroupId } = await createGroup(id);
  const platformAdIds = [];
  for (const name of names) platformAdIds.push(await createAd(id, name));
  return { id, children: { platformAdGroupId, platformAdIds } };
};
const results = async (id: string, children: Readonly<{ platformAdGroupId: string; platformAdIds: string[] }>) => {
  const remote = await adapter.readCampaign(call, id);
  const range = { since: '2026-12-01', until: remote.today };
  return {
    days: await adapter.fetchDailyMetrics(call, remote, range),
    ads: await adapter.fetchAdMetrics(call, remote, range, children),
  };
};
const spent = (days: readonly Readonly<{ spendMicros: number }>[]): number =>
  days.reduce((sum, { spendMicros }) => sum + spendMicros, 0);
const changes = async (id: string, children: Readonly<{ platformAdGroupId: string; platformAdIds: string[] }>) =>
  adapter.readChanges(call, await adapter.readCampaign(call, id), { since: new Date(startOfTests), children });

describe('a campaign with its ads on LinkedIn', () => {
  it('delivers nothing before it is activated, and then by ads whose results add up to its own', async () => {
    const { id, children } = await deployed('Hero A', 'Hero B');
    sandbox.clock.forward(3000);
    expect(await results(id, children)).toEqual({ days: [], ads: [] });
    await adapter.setStatus(call, id, 'active', children);
    sandbox.clock.forward(4000);
    const { days, ads } = await results(id, children);
    expect(ads.map(({ platformAdId }) => platformAdId).sort()).toEqual(children.platformAdIds);
    expect(days).toHaveLength(5);
    for (const { date, ...whole } of days) {
      const parts = ads.flatMap(({ days: ofAd }) => ofAd.filter((day) => day.date === date));
      for (const field of Object.keys(whole) as (keyof typeof whole)[]) {
        expect(parts.reduce((sum, part) => sum + part[field], 0)).toBe(whole[field]);
      }
    }
    await adapter.setStatus(call, id, 'paused', children);
    sandbox.clock.forward(4000);
    expect(spent((await results(id, children)).days)).toBe(spent(days));
  });

  it('delivers nothing while its ads are under review or turned away, and tells so', async () => {
    await control('PUT', '/reviews', { delayMs: 2000 });
    const { id, children } = await deployed('Hero A', 'Hero B rejected');
    await adapter.setStatus(call, id, 'active', children);
    expect((await changes(id, children)).seen).toMatchObject([{ review: 'pending' }, { review: 'pending' }]);
    sandbox.clock.forward(1900);
    expect((await results(id, children)).days).toEqual([]);
    sandbox.clock.forward(4100);
    expect((await changes(id, children)).seen).toMatchObject([
      { level: 'ad', status: 'active', review: 'approved', reason: null },
      { review: 'rejected', reason: 'The ad does not follow the advertising policy' },
    ]);
    const { ads } = await results(id, children);
    expect(ads.map(({ platformAdId }) => platformAdId)).toEqual(children.platformAdIds.slice(0, 1));
  });

  it('is held back for conversions until it is known what counts as one', async () => {
    const id = await createCampaign();
    const children = { platformAdGroupId: id, platformAdIds: [await createAd(id, 'Hero A')] };
    await adapter.setStatus(call, id, 'active', children);
    sandbox.clock.forward(3000);
    expect((await results(id, children)).days).toEqual([]);
    await createGroup(id);
    await adapter.updateCampaign(call, await adapter.readCampaign(call, id), { name: `Other [${tag}]` });
    sandbox.clock.forward(3000);
    expect(spent((await results(id, children)).days)).toBeGreaterThan(0);
  });

  it('says that an account has no conversion rule', async () => {
    await switchOn('linkedin_no_conversion_rules');
    await expect(createGroup(await createCampaign())).rejects.toMatchObject({ code: 'no-conversion' });
  });

  it('has an ad whose id comes in the body only', async () => {
    await switchOn('linkedin_inline_id_in_body');
    const id = await createAd(await createCampaign(), 'Hero A');
    expect((await adsThere()).map((ad) => ad.id)).toEqual([id]);
  });

  it('needs no ad that is paused before its review', async () => {
    await switchOn('linkedin_paused_creative_refused');
    await expect(createAd(await createCampaign(), 'Hero A')).resolves.toMatch(/^\d+$/);
  });

  it('has exactly one ad after an answer was lost, found by its tag', async () => {
    const id = await createCampaign();
    await sandbox.faults([{ kind: 'drop_after_commit', operation: 'create', times: 1 }]);
    await expect(createAd(id, 'Hero A')).rejects.toMatchObject({ class: 'unknown-outcome' });
    const look = { platformCampaignId: id, platformAdGroupId: id, name: 'Hero A [op-b1]' };
    const found = await adapter.findAds(call, { ...look, tag: 'op-b1' });
    expect(found).toEqual((await adsThere()).map((ad) => ad.id));
    expect(found).toHaveLength(1);
    expect(await adapter.findAds(call, { ...look, tag: 'op-b' })).toEqual([]);
  });

  it('learns of a conversion again after an answer was lost', async () => {
    const id = await createCampaign();
    await sandbox.faults([{ kind: 'drop_after_commit', operation: 'update', times: 1 }]);
    await expect(createGroup(id)).rejects.toMatchObject({ class: 'transient' });
    expect(await createGroup(id)).toEqual({ platformAdGroupId: id });
  });

  it('is removed with its ads, twice and after a crash half way', async () => {
    const { id, children } = await deployed('Hero A', 'Hero B', 'Hero C');
    await adapter.setStatus(call, id, 'active', children);
    sandbox.clock.forward(2000);
    await sandbox.faults([{ kind: 'drop_after_commit', operation: 'delete', times: 1 }]);
    await expect(adapter.removeCampaign(call, id)).rejects.toMatchObject({ class: 'unknown-outcome' });
    await adapter.removeCampaign(call, id);
    await adapter.removeCampaign(call, id);
    expect((await adsThere()).map(({ status }) => status)).toEqual(['deleted', 'deleted', 'deleted']);
    expect((await adapter.readCampaign(call, id)).status).toBe('removed');
    expect(spent((await results(id, children)).ads.flatMap(({ days }) => days))).toBeGreaterThan(0);
  });

  it('shows what was paused, turned away or removed behind our back', async () => {
    const { id, children } = await deployed('Hero A', 'Hero B', 'Hero C');
    const [first = '', second = '', third = ''] = children.platformAdIds;
    await control('PATCH', `/children/linkedin/ad/${first}`, { status: 'paused' });
    await control('PATCH', `/children/linkedin/ad/${second}`, { review: 'rejected' });
    await control('PATCH', `/children/linkedin/ad/${third}`, { deleted: true });
    expect((await changes(id, children)).seen).toMatchObject([
      { platformId: first, status: 'paused' },
      { platformId: second, status: 'active', review: 'rejected' },
      { platformId: third, status: 'removed' },
    ]);
  });
});
