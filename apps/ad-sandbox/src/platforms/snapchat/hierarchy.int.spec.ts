import type { AdCreative, CampaignChildren, CampaignSpec, DailyMetrics } from '@campaigns/contracts';
import {
  type AccountCall,
  accountLimits,
  httpCall,
  type PlatformAdapter,
  platformAdapters,
  secretOf,
} from '@campaigns/sync-worker';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { callFor, openingOf } from '../../testing/product-adapters.ts';
import { type RunningSandbox, runningSandbox, startOfTests } from '../../testing/running-sandbox.ts';

/** Campaign, ad squad, creatives and ads, through the adapter of the product. */

type Row = Readonly<Record<string, unknown>>;
type Call = Readonly<{ method: string; path: string; status: number }>;

const adAccountId = 'dbb95f66-0000-4000-8000-000000000001';
const now = new Date(startOfTests);
const tag = 'op-7f3a9c2e41';
const groupTag = 'op-a1b2c3d4e5';
const adTag = (index: number): string => `op-000000000${index}`;

const targeting = {
  ...{ countries: ['US', 'DE'], age_min: 25, age_max: 54, genders: ['female'], languages: ['en'] },
};
const spec: CampaignSpec = {
  name: 'Spring Sale',
  objective: 'conversions',
  budget: { micros: 3_000_000_000, currency: 'USD' },
  flight: { startAt: '2026-12-01T05:00:00.000Z', endAt: '2026-12-31T05:00:00.000Z' },
  config: { profile_id: 'p-1', pixel_id: 'px-1', targeting },
};
const withBudget = (micros: number): CampaignSpec => ({ ...spec, budget: { micros, currency: 'USD' } });

const creativeOf = (name: string, more: Partial<AdCreative> = {}): AdCreative => ({
  ...{ creativeId: 'c0000000-0000-4000-8000-000000000001', name, format: 'image' },
  ...{ headline: '20% off', url: 'https://shop.example.com/', action: 'shop_now' },
  media: { snapchat: { media_id: 'm-1' } },
  ...more,
});

let sandbox: RunningSandbox;
let adapter: PlatformAdapter;
let call: AccountCall;
/** The request whose answer is lost the first time. */
let lost: string | undefined;

/** The product's adapter; of its requests one reaches Snapchat without its answer ever coming back. */
const adapterAt = (url: string): PlatformAdapter => {
  const http = httpCall({ timeoutMs: 20_000 });
  const base = `${url}/snapchat/v1`;
  return platformAdapters(
    { meta: '', google: '', tiktok: '', linkedin: '', twitter: '', snapchat: base },
    {
      http: async (request) => {
        const answer = await http(request);
        const line = `${request.method} ${new URL(request.url).pathname.split('/').at(-1)}`;
        if (lost !== line) return answer;
        lost = undefined;
        return { status: 504, headers: new Headers(), body: '' };
      },
      limits: accountLimits({}),
      logger: pino({ level: 'silent' }),
      twitter: { consumerKey: 'key', consumerSecret: secretOf('secret'), saleAmountIn: 'micros' },
      now: () => startOfTests,
    },
  ).snapchat;
};

const children = async (kind: string): Promise<readonly Row[]> => {
  const reply = await sandbox.call('GET', `/control/children?platform=snapchat&kind=${kind}&include_deleted=true`);
  return reply.json<{ children: readonly Row[] }>().children;
};
const standing = async (kind: string): Promise<readonly Row[]> =>
  (await children(kind)).filter(({ status }) => status !== 'deleted');
const edit = (kind: string, id: string, body: object) =>
  sandbox.call('PATCH', `/control/children/snapchat/${kind}/${id}`, { body });
const switches = (...on: readonly string[]) => sandbox.call('PUT', '/control/switches', { body: { on } });
const calls = async (): Promise<readonly Call[]> =>
  (await sandbox.call('GET', '/control/calls')).json<{ calls: readonly Call[] }>().calls;

const newCampaign = async (): Promise<string> => {
  const campaign = { spec, name: `Spring Sale [${tag}]`, operationId: 'o', now };
  return (await adapter.createCampaign(call, campaign)).platformCampaignId;
};
const newAdGroup = async (platformCampaignId: string, of: CampaignSpec = spec): Promise<string> => {
  const adGroup = { platformCampaignId, spec: of, name: `Spring Sale [${groupTag}]`, operationId: 'o', now };
  return (await adapter.createAdGroup(call, adGroup)).platformAdGroupId;
};
type Place = Readonly<{ platformCampaignId: string; platformAdGroupId: string }>;
const newPlace = async (): Promise<Place> => {
  const platformCampaignId = await newCampaign();
  return { platformCampaignId, platformAdGroupId: await newAdGroup(platformCampaignId) };
};
const newAd = async (place: Place, creative: AdCreative, index = 1, by: AccountCall = call): Promise<string> => {
  const ad = { ...place, spec, creative, name: `${creative.name} [${adTag(index)}]`, operationId: 'o', now };
  return (await adapter.createAd(by, ad)).platformAdId;
};

/** A campaign with a squad and two ads in it. */
const newHierarchy = async () => {
  const place = await newPlace();
  const platformAdIds = [await newAd(place, creativeOf('Hero A'), 1), await newAd(place, creativeOf('Hero B'), 2)];
  const under: CampaignChildren = { platformAdGroupId: place.platformAdGroupId, platformAdIds };
  return { platformCampaignId: place.platformCampaignId, under };
};

const totals = (days: readonly DailyMetrics[]) => {
  const sum = (value: (day: DailyMetrics) => number): number => days.reduce((total, day) => total + value(day), 0);
  return {
    spendMicros: sum(({ spendMicros }) => spendMicros),
    impressions: sum(({ impressions }) => impressions),
    clicks: sum(({ clicks }) => clicks),
    conversionsMicros: sum(({ conversionsMicros }) => conversionsMicros),
    revenueMicros: sum(({ revenueMicros }) => revenueMicros),
  };
};
const results = async (platformCampaignId: string, under: CampaignChildren) => {
  const remote = await adapter.readCampaign(call, platformCampaignId);
  const range = { since: '2026-12-01', until: remote.today };
  const days = await adapter.fetchDailyMetrics(call, remote, range);
  return { days, ads: await adapter.fetchAdMetrics(call, remote, range, under) };
};
const spent = async (platformCampaignId: string, under: CampaignChildren): Promise<number> =>
  totals((await results(platformCampaignId, under)).days).spendMicros;
const seenIn = async (platformCampaignId: string, under: CampaignChildren) => {
  const remote = await adapter.readCampaign(call, platformCampaignId);
  return (await adapter.readChanges(call, remote, { since: now, children: under })).seen;
};

/** Reads, compares and writes, as a push of settings does. */
const push = async (platformCampaignId: string, under: CampaignChildren, of: CampaignSpec): Promise<unknown> => {
  const remote = await adapter.readCampaign(call, platformCampaignId, { children: under });
  const change = adapter.budgetChange(remote, of, call.account);
  if (change !== undefined) await adapter.updateCampaign(call, remote, { budgetMicros: change.after });
  return change;
};

/** A caller whose worker stops before it changes one thing more. */
const stoppingAfter = (changes: number): AccountCall => {
  let left = changes;
  return {
    ...call,
    mayStillChange: () => {
      left -= 1;
      return left >= 0;
    },
  };
};

const findGroups = (platformCampaignId: string): Promise<readonly string[]> =>
  adapter.findAdGroups(call, { platformCampaignId, tag: groupTag, name: `Spring Sale [${groupTag}]` });
const findAds = (place: Place): Promise<readonly string[]> =>
  adapter.findAds(call, { ...place, tag: adTag(1), name: `Hero A [${adTag(1)}]` });

beforeEach(async () => {
  lost = undefined;
  sandbox = await runningSandbox();
  await sandbox.openAccount('snapchat', adAccountId, openingOf('snapchat'));
  adapter = adapterAt(sandbox.url);
  call = callFor('snapchat', adAccountId);
});
afterEach(() => sandbox.close());

describe('a hierarchy on Snapchat', () => {
  it('is paused until it is activated, delivers then, and stops when it is paused', async () => {
    const { platformCampaignId, under } = await newHierarchy();
    for (const kind of ['ad_group', 'ad']) {
      expect(new Set((await standing(kind)).map(({ status }) => status))).toEqual(new Set(['paused']));
    }
    sandbox.clock.forward(3000);
    expect(await spent(platformCampaignId, under)).toBe(0);

    await adapter.setStatus(call, platformCampaignId, 'active', under);
    sandbox.clock.forward(9000);
    const { days, ads } = await results(platformCampaignId, under);
    expect(ads.map(({ platformAdId }) => platformAdId)).toEqual(under.platformAdIds);
    for (const ad of ads) expect(totals(ad.days).spendMicros).toBeGreaterThan(0);
    expect(totals(ads.flatMap((ad) => ad.days))).toEqual(totals(days));
    expect(totals(days).conversionsMicros).toBeGreaterThan(0);

    await adapter.setStatus(call, platformCampaignId, 'paused', under);
    const before = await spent(platformCampaignId, under);
    sandbox.clock.forward(5000);
    expect(await spent(platformCampaignId, under)).toBe(before);
    expect((await standing('ad_group')).map(({ status }) => status)).toEqual(['paused']);
    expect((await standing('ad')).map(({ status }) => status)).toEqual(['active', 'active']);
  });

  it('delivers nothing while only the campaign is active', async () => {
    const { platformCampaignId, under } = await newHierarchy();
    await adapter.setStatus(call, platformCampaignId, 'active');
    sandbox.clock.forward(3000);
    expect(await spent(platformCampaignId, under)).toBe(0);
  });

  it('has the audience, the goal, the flight and the budget that were asked for', async () => {
    await newHierarchy();
    expect(await standing('ad_group')).toMatchObject([
      {
        ...{ name: `Spring Sale [${groupTag}]`, budget: { kind: 'lifetime', micros: 3_000_000_000 } },
        ...{ startAt: '2026-12-01T05:00:00.000Z', endAt: '2026-12-31T05:00:00.000Z' },
        details: {
          ...{ optimization_goal: 'PIXEL_PURCHASE', pixel_id: 'px-1', bid_strategy: 'AUTO_BID' },
          targeting: {
            geos: [{ country_code: 'us' }, { country_code: 'de' }],
            demographics: [{ min_age: '25', max_age: '54', gender: 'FEMALE', languages: ['en'] }],
            enable_targeting_expansion: false,
          },
        },
      },
    ]);
  });

  it('changes nothing more when it is activated or paused twice', async () => {
    const { platformCampaignId, under } = await newHierarchy();
    const writes = async (): Promise<number> => (await calls()).filter(({ method }) => method === 'PUT').length;
    for (const status of ['active', 'paused'] as const) {
      await adapter.setStatus(call, platformCampaignId, status, under);
      const before = await writes();
      await adapter.setStatus(call, platformCampaignId, status, under);
      expect(await writes()).toBe(before);
    }
  });

  it('keeps what a status has nothing to do with', async () => {
    const { platformCampaignId, under } = await newHierarchy();
    const [before] = await standing('ad_group');
    await adapter.setStatus(call, platformCampaignId, 'active', under);
    const [after] = await standing('ad_group');
    expect(after).toEqual({ ...before, status: 'active' });
  });

  it.each([1, 2])('does not deliver half activated, and goes on where it stopped after %i changes', async (changes) => {
    const { platformCampaignId, under } = await newHierarchy();
    const activation = adapter.setStatus(stoppingAfter(changes), platformCampaignId, 'active', under);
    await expect(activation).rejects.toMatchObject({ code: 'too-late' });
    sandbox.clock.forward(2000);
    expect(await spent(platformCampaignId, under)).toBe(0);
    await adapter.setStatus(call, platformCampaignId, 'active', under);
    sandbox.clock.forward(2000);
    expect(await spent(platformCampaignId, under)).toBeGreaterThan(0);
  });

  it('still shows the results of an ad that was removed', async () => {
    const { platformCampaignId, under } = await newHierarchy();
    await adapter.setStatus(call, platformCampaignId, 'active', under);
    sandbox.clock.forward(3000);
    await edit('ad', under.platformAdIds[0] ?? '', { deleted: true });
    sandbox.clock.forward(3000);
    const { days, ads } = await results(platformCampaignId, under);
    expect(ads.map(({ platformAdId }) => platformAdId)).toEqual(under.platformAdIds);
    expect(totals(ads[0]?.days ?? []).spendMicros).toBeGreaterThan(0);
    expect(totals(ads.flatMap((ad) => ad.days))).toEqual(totals(days));
  });

  it('shows a creative that was there already, in an ad of the type that fits it', async () => {
    const place = await newPlace();
    await newAd(place, creativeOf('Hero A', { url: undefined as never }));
    const [creative] = await children('creative');
    const media = { snapchat: { creative_id: String(creative?.['id']) } };
    await newAd(place, creativeOf('Known', { media }), 2);
    expect(await children('creative')).toHaveLength(1);
    expect((await children('ad')).map(({ details }) => details)).toEqual([
      { creative_id: creative?.['id'], type: 'SNAP_AD' },
      { creative_id: creative?.['id'], type: 'SNAP_AD' },
    ]);
  });
});

describe('squads that Snapchat does not let change', () => {
  it('stop with their campaign', async () => {
    const { platformCampaignId, under } = await newHierarchy();
    await adapter.setStatus(call, platformCampaignId, 'active', under);
    sandbox.clock.forward(3000);
    await switches('snapchat_squads_locked');
    await adapter.setStatus(call, platformCampaignId, 'paused', under);
    const before = await spent(platformCampaignId, under);
    expect(before).toBeGreaterThan(0);
    sandbox.clock.forward(5000);
    expect(await spent(platformCampaignId, under)).toBe(before);
    expect(await standing('ad_group')).toMatchObject([{ status: 'active' }]);
  });

  it('are not activated in part: that is told, and nothing is delivered', async () => {
    const { platformCampaignId, under } = await newHierarchy();
    await switches('snapchat_squads_locked');
    const activation = adapter.setStatus(call, platformCampaignId, 'active', under);
    await expect(activation).rejects.toMatchObject({ class: 'validation', code: 'E2025' });
    sandbox.clock.forward(3000);
    expect(await spent(platformCampaignId, under)).toBe(0);
    expect((await adapter.readCampaign(call, platformCampaignId)).status).toBe('paused');
  });

  it('are held to a lower budget by the cap of their campaign, and removed with it', async () => {
    const { platformCampaignId, under } = await newHierarchy();
    await adapter.setStatus(call, platformCampaignId, 'active', under);
    await switches('snapchat_squads_locked');
    const lowering = push(platformCampaignId, under, withBudget(100_000_000));
    await expect(lowering).rejects.toMatchObject({ class: 'validation', code: 'E2025' });
    sandbox.clock.forward(30_000);
    expect(await spent(platformCampaignId, under)).toBeLessThanOrEqual(100_000_000);
    await adapter.removeCampaign(call, platformCampaignId);
    expect(await standing('ad_group')).toEqual([]);
  });
});

describe('a budget on Snapchat', () => {
  const both = async (): Promise<readonly unknown[]> => {
    const reply = await sandbox.call('GET', '/control/campaigns');
    const [campaign] = reply.json<{ campaigns: readonly Readonly<{ budget: unknown }>[] }>().campaigns;
    return [campaign, ...(await standing('ad_group'))].map((one) => one?.budget);
  };

  it.each([
    ['lowered', 2_000_000_000],
    ['raised', 4_000_000_000],
  ])('that is %s reaches the cap of the campaign and its squad, which keeps all the rest', async (_how, micros) => {
    const { platformCampaignId, under } = await newHierarchy();
    const [before] = await standing('ad_group');
    const after = { field: 'budget', before: 3_000_000_000, after: micros };
    expect(await push(platformCampaignId, under, withBudget(micros))).toEqual(after);
    expect(await both()).toEqual([
      { kind: 'lifetime', micros },
      { kind: 'lifetime', micros },
    ]);
    expect((await standing('ad_group'))[0]).toEqual({ ...before, budget: { kind: 'lifetime', micros } });
    expect(await push(platformCampaignId, under, withBudget(micros))).toBeUndefined();
  });

  it('that reached only the cap, since the worker stopped, reaches the squad the next time', async () => {
    const { platformCampaignId, under } = await newHierarchy();
    const remote = await adapter.readCampaign(call, platformCampaignId, { children: under });
    const update = adapter.updateCampaign(stoppingAfter(1), remote, { budgetMicros: 4_000_000_000 });
    await expect(update).rejects.toMatchObject({ code: 'too-late' });
    const raised = withBudget(4_000_000_000);
    expect(await push(platformCampaignId, under, raised)).toMatchObject({ before: 3_000_000_000 });
    expect(await push(platformCampaignId, under, raised)).toBeUndefined();
  });

  it('that a person made a daily one is made one for the flight again', async () => {
    const { platformCampaignId, under } = await newHierarchy();
    const path = `/snapchat/v1/campaigns/${platformCampaignId}/adsquads`;
    const { accessToken: token = '' } = openingOf('snapchat');
    const { adsquads } = (await sandbox.call('GET', path, { token })).json<{
      adsquads: readonly Readonly<{ adsquad: Row }>[];
    }>();
    const { lifetime_budget_micro: _lifetime, ...squad } = adsquads[0]?.adsquad ?? {};
    const body = { adsquads: [{ ...squad, daily_budget_micro: 500_000_000 }] };
    await sandbox.call('PUT', path, { token, body });
    expect(await standing('ad_group')).toMatchObject([{ budget: { kind: 'daily' } }]);
    expect(await push(platformCampaignId, under, spec)).toEqual({
      ...{ field: 'budget', before: null, after: 3_000_000_000 },
    });
    expect(await standing('ad_group')).toMatchObject([{ budget: { kind: 'lifetime', micros: 3_000_000_000 } }]);
  });
});

describe('what Snapchat says no to', () => {
  it('is seen: an ad that its review turned away, and one that it still looks at', async () => {
    const place = await newPlace();
    const bad = await newAd(place, creativeOf('To be rejected'), 1);
    const slow = await newAd(place, creativeOf('Still in review'), 2);
    const good = await newAd(place, creativeOf('Hero'), 3);
    const { platformCampaignId, platformAdGroupId } = place;
    const under = { platformAdGroupId, platformAdIds: [bad, slow, good] };
    expect(await seenIn(platformCampaignId, under)).toMatchObject([
      { level: 'ad_group', platformId: platformAdGroupId, status: 'paused', review: null },
      { level: 'ad', platformId: bad, review: 'rejected', reason: expect.stringContaining('policy') },
      { level: 'ad', platformId: slow, review: 'pending', reason: null },
      { level: 'ad', platformId: good, review: 'approved', reason: null },
    ]);
    await adapter.setStatus(call, platformCampaignId, 'active', under);
    sandbox.clock.forward(3000);
    const { ads } = await results(platformCampaignId, under);
    expect(ads.map(({ days }) => totals(days).spendMicros > 0)).toEqual([false, false, true]);
  });

  it('is refused before anything is made, unless it was accepted', async () => {
    const platformCampaignId = await newCampaign();
    const odd = { ...spec, config: { ...spec.config, targeting: { ...targeting, locations: ['region-1'] } } };
    await expect(newAdGroup(platformCampaignId, odd)).rejects.toMatchObject({
      ...{ class: 'validation', message: expect.stringContaining('targeting.locations') },
    });
    expect(await children('ad_group')).toEqual([]);
    await newAdGroup(platformCampaignId, { ...odd, accepted: ['targeting.locations'] });
    expect(await children('ad_group')).toHaveLength(1);
  });

  it('leaves nothing behind: a budget below the minimum', async () => {
    const platformCampaignId = await newCampaign();
    await expect(newAdGroup(platformCampaignId, withBudget(4_000_000))).rejects.toMatchObject({
      ...{ class: 'validation', code: 'E2002', message: expect.stringContaining('the minimum is 5000000') },
    });
    expect(await children('ad_group')).toEqual([]);
  });
});

/** What the worker does about a creation whose outcome is not known: looks, and makes it when there is none. */
const made = async (make: () => Promise<string>, find: () => Promise<readonly string[]>): Promise<string> => {
  await expect(make()).rejects.toMatchObject({ class: 'unknown-outcome' });
  const found = await find();
  expect(found.length).toBeLessThanOrEqual(1);
  return found[0] ?? make();
};

describe('exactly one is made on Snapchat', () => {
  it('of a squad whose answer is lost', async () => {
    const platformCampaignId = await newCampaign();
    lost = 'POST adsquads';
    const id = await made(
      () => newAdGroup(platformCampaignId),
      () => findGroups(platformCampaignId),
    );
    expect(await children('ad_group')).toMatchObject([{ id }]);
  });

  it.each(['POST creatives', 'POST ads'])('of a creative and of an ad, when the answer to %s is lost', async (line) => {
    const place = await newPlace();
    lost = line;
    const id = await made(
      () => newAd(place, creativeOf('Hero A')),
      () => findAds(place),
    );
    const creatives = await children('creative');
    expect(creatives).toMatchObject([{ name: `Hero A [${adTag(1)}]` }]);
    expect(await children('ad')).toMatchObject([{ id, details: { creative_id: creatives[0]?.['id'] } }]);
    expect(await findAds(place)).toEqual([id]);
  });

  it('of a creative and of an ad, when the worker stops between them', async () => {
    const place = await newPlace();
    await expect(newAd(place, creativeOf('Hero A'), 1, stoppingAfter(1))).rejects.toMatchObject({ code: 'too-late' });
    expect(await findAds(place)).toEqual([]);
    await newAd(place, creativeOf('Hero A'));
    expect(await children('creative')).toHaveLength(1);
    expect(await children('ad')).toHaveLength(1);
  });
});

describe('removing a hierarchy on Snapchat', () => {
  const nothingLeft = async (): Promise<void> => {
    for (const kind of ['ad', 'ad_group']) expect(await standing(kind)).toEqual([]);
    const reply = await sandbox.call('GET', '/control/campaigns?include_deleted=true');
    expect(reply.json()).toMatchObject({ campaigns: [{ status: 'deleted' }] });
  };

  it('removes ads, squad and campaign, in this order; creatives stay in the account', async () => {
    const { platformCampaignId } = await newHierarchy();
    await adapter.removeCampaign(call, platformCampaignId);
    await nothingLeft();
    const deletions = (await calls()).filter(({ method }) => method === 'DELETE');
    expect(deletions.map(({ path }) => path.split('/').at(-2))).toEqual(['ads', 'ads', 'adsquads', 'campaigns']);
    expect(await standing('creative')).toHaveLength(2);
  });

  it('finds nothing to do the second time', async () => {
    const { platformCampaignId } = await newHierarchy();
    await adapter.removeCampaign(call, platformCampaignId);
    await expect(adapter.removeCampaign(call, platformCampaignId)).rejects.toMatchObject({ class: 'not-found' });
    await nothingLeft();
  });

  it.each([1, 2, 3])('goes on where it stopped after %i deletions', async (changes) => {
    const { platformCampaignId } = await newHierarchy();
    await expect(adapter.removeCampaign(stoppingAfter(changes), platformCampaignId)).rejects.toMatchObject({
      code: 'too-late',
    });
    await adapter.removeCampaign(call, platformCampaignId);
    await nothingLeft();
  });

  it('removes what was left under a campaign that a person removed', async () => {
    const { platformCampaignId } = await newHierarchy();
    await sandbox.call('PATCH', `/control/campaigns/snapchat/${platformCampaignId}`, { body: { deleted: true } });
    await expect(adapter.removeCampaign(call, platformCampaignId)).rejects.toMatchObject({ class: 'not-found' });
    await nothingLeft();
  });

  it('that a person did behind our back is seen, and what is gone already is left out', async () => {
    const { platformCampaignId, under } = await newHierarchy();
    await adapter.setStatus(call, platformCampaignId, 'active', under);
    await edit('ad', under.platformAdIds[0] ?? '', { deleted: true });
    await edit('ad_group', under.platformAdGroupId, { deleted: true });
    const seen = await seenIn(platformCampaignId, under);
    expect(seen.map(({ level, platformId, status }) => ({ level, platformId, status }))).toEqual(
      expect.arrayContaining([
        { level: 'ad_group', platformId: under.platformAdGroupId, status: 'removed' },
        { level: 'ad', platformId: under.platformAdIds[0], status: 'removed' },
      ]),
    );
    // It stops the campaign also when there is no squad to stop any more.
    await adapter.setStatus(call, platformCampaignId, 'paused', under);
    expect((await adapter.readCampaign(call, platformCampaignId)).status).toBe('paused');
    await adapter.removeCampaign(call, platformCampaignId);
    await nothingLeft();
  });
});
