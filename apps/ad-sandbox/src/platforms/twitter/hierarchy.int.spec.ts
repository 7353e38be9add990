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
import { developmentConsumer } from './oauth/consumer.ts';

/** Campaign, line item with its criteria, and promoted posts, through the adapter of the product. */

type Row = Readonly<Record<string, unknown>>;
type Call = Readonly<{ method: string; path: string; status: number }>;

const adAccountId = '18ce54d4x5t';
const now = new Date(startOfTests);
const tag = 'op-7f3a9c2e41';
const groupTag = 'op-a1b2c3d4e5';

const spec: CampaignSpec = {
  name: 'Spring Sale',
  objective: 'conversions',
  budget: { micros: 3_000_000_000, currency: 'USD' },
  flight: { startAt: '2026-12-01T05:00:00.000Z', endAt: '2026-12-31T05:00:00.000Z' },
  config: {
    as_user_id: '756201191646691328',
    primary_web_event_tag: 'o3bk1',
    targeting: { countries: ['US', 'DE'], age_min: 25, age_max: 54, genders: ['female'], languages: ['en'] },
  },
};
const wanted = ['AGE AGE_25_TO_54', 'GENDER 2', 'LANGUAGE en', 'LOCATION 96683cc9126741d1'];

const creativeOf = (name: string, more: Partial<AdCreative> = {}): AdCreative => ({
  ...{ creativeId: 'c0000000-0000-4000-8000-000000000001', name, format: 'text' },
  ...{ body: `${name}: twenty per cent off`, url: 'https://shop.example.com/' },
  ...more,
});
const adTag = (index: number): string => `op-000000000${index}`;

let sandbox: RunningSandbox;
let adapter: PlatformAdapter;
let call: AccountCall;
/** Requests whose answer is lost: by how they begin, and which one of them. */
let lost: Readonly<{ request: string; number: number }> | undefined;

/** The product's adapter; of its requests one reaches X without its answer ever coming back. */
const adapterAt = (url: string): PlatformAdapter => {
  const http = httpCall({ timeoutMs: 20_000 });
  const counts = new Map<string, number>();
  const base = `${url}/twitter/12`;
  return platformAdapters(
    { meta: '', google: '', tiktok: '', linkedin: '', snapchat: '', twitter: base },
    {
      http: async (request) => {
        const answer = await http(request);
        const line = `${request.method} ${new URL(request.url).pathname.split('/').slice(-1)}`;
        counts.set(line, (counts.get(line) ?? 0) + 1);
        if (lost?.request !== line || lost.number !== counts.get(line)) return answer;
        return { status: 504, headers: new Headers(), body: '' };
      },
      limits: accountLimits({}),
      logger: pino({ level: 'silent' }),
      twitter: {
        consumerKey: developmentConsumer.key,
        consumerSecret: secretOf(developmentConsumer.secret),
        saleAmountIn: 'micros',
      },
      now: () => startOfTests,
    },
  ).twitter;
};

const children = async (kind: string): Promise<readonly Row[]> => {
  const reply = await sandbox.call('GET', `/control/children?platform=twitter&kind=${kind}&include_deleted=true`);
  return reply.json<{ children: readonly Row[] }>().children;
};
const standing = async (kind: string): Promise<readonly Row[]> =>
  (await children(kind)).filter(({ status }) => status !== 'deleted');
const edit = (kind: string, id: unknown, body: object) =>
  sandbox.call('PATCH', `/control/children/twitter/${kind}/${String(id)}`, { body });
const calls = async (): Promise<readonly Call[]> =>
  (await sandbox.call('GET', '/control/calls')).json<{ calls: readonly Call[] }>().calls;
const criteriaOf = (item: Row | undefined): readonly string[] => {
  const { criteria } = (item?.['details'] ?? { criteria: [] }) as { criteria: readonly Row[] };
  return criteria.map(({ targeting_type: type, targeting_value: value }) => `${type} ${value}`).toSorted();
};

const newCampaign = async (of: CampaignSpec = spec): Promise<string> => {
  const campaign = { spec: of, name: `Spring Sale [${tag}]`, operationId: 'o', now };
  return (await adapter.createCampaign(call, campaign)).platformCampaignId;
};
const newAdGroup = (platformCampaignId: string, of: CampaignSpec = spec, by: AccountCall = call): Promise<string> =>
  adapter
    .createAdGroup(by, { platformCampaignId, spec: of, name: `Spring Sale [${groupTag}]`, operationId: 'o', now })
    .then(({ platformAdGroupId }) => platformAdGroupId);
type Place = Readonly<{ platformCampaignId: string; platformAdGroupId: string }>;
const newAd = (place: Place, creative: AdCreative, index = 1, by: AccountCall = call): Promise<string> =>
  adapter
    .createAd(by, { ...place, spec, creative, name: `${creative.name} [${adTag(index)}]`, operationId: 'o', now })
    .then(({ platformAdId }) => platformAdId);

/** A campaign with a line item and two posts in it. */
const newHierarchy = async (of: CampaignSpec = spec) => {
  const platformCampaignId = await newCampaign(of);
  const platformAdGroupId = await newAdGroup(platformCampaignId, of);
  const place = { platformCampaignId, platformAdGroupId };
  const platformAdIds = [await newAd(place, creativeOf('Hero A'), 1), await newAd(place, creativeOf('Hero B'), 2)];
  return { platformCampaignId, children: { platformAdGroupId, platformAdIds } satisfies CampaignChildren };
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
const seenIn = async (platformCampaignId: string, under: CampaignChildren) => {
  const remote = await adapter.readCampaign(call, platformCampaignId);
  return adapter.readChanges(call, remote, { since: now, children: under });
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

/** What the worker does about a creation whose outcome is not known: looks, and makes it when there is none. */
const made = async (make: () => Promise<string>, find: () => Promise<readonly string[]>): Promise<string> => {
  await expect(make()).rejects.toMatchObject({ class: expect.stringMatching('unknown-outcome|transient') });
  const found = await find();
  expect(found.length).toBeLessThanOrEqual(1);
  return found[0] ?? make();
};
const findGroups = (platformCampaignId: string): Promise<readonly string[]> =>
  adapter.findAdGroups(call, { platformCampaignId, tag: groupTag, name: `Spring Sale [${groupTag}]` });
const findAds = (place: Place): Promise<readonly string[]> =>
  adapter.findAds(call, { ...place, tag: adTag(1), name: `Hero A [${adTag(1)}]` });

beforeEach(async () => {
  lost = undefined;
  sandbox = await runningSandbox();
  await sandbox.openAccount('twitter', adAccountId, openingOf('twitter'));
  adapter = adapterAt(sandbox.url);
  call = callFor('twitter', adAccountId);
});
afterEach(() => sandbox.close());

describe('a hierarchy on X', () => {
  it('is paused until it is activated, delivers then, and stops when it is paused', async () => {
    const { platformCampaignId, children: under } = await newHierarchy();
    sandbox.clock.forward(3000);
    expect((await results(platformCampaignId, under)).days).toEqual([]);

    await adapter.setStatus(call, platformCampaignId, 'active', under);
    sandbox.clock.forward(9000);
    const { days, ads } = await results(platformCampaignId, under);
    expect(ads.map(({ platformAdId }) => platformAdId)).toEqual(under.platformAdIds);
    for (const ad of ads) expect(totals(ad.days).spendMicros).toBeGreaterThan(0);
    expect(totals(ads.flatMap((ad) => ad.days))).toEqual(totals(days));
    expect(totals(days).conversionsMicros).toBeGreaterThan(0);

    await adapter.setStatus(call, platformCampaignId, 'paused', under);
    const before = totals((await results(platformCampaignId, under)).days).spendMicros;
    sandbox.clock.forward(5000);
    expect(totals((await results(platformCampaignId, under)).days).spendMicros).toBe(before);
    expect((await standing('ad_group')).map(({ status }) => status)).toEqual(['paused']);
    expect((await standing('ad')).map(({ status }) => status)).toEqual(['active', 'active']);
  });

  it('delivers nothing while only the campaign is active', async () => {
    const { platformCampaignId, children: under } = await newHierarchy();
    await adapter.setStatus(call, platformCampaignId, 'active');
    sandbox.clock.forward(3000);
    expect((await results(platformCampaignId, under)).days).toEqual([]);
  });

  it('has a line item for what the campaign is for, whose criteria are all that was asked for', async () => {
    await newHierarchy();
    const [item] = await standing('ad_group');
    expect(item).toMatchObject({
      name: `Spring Sale [${groupTag}]`,
      status: 'paused',
      startAt: '2026-12-01T17:00:00.000Z',
      endAt: '2026-12-31T05:00:00.000Z',
      details: {
        ...{ objective: 'WEBSITE_CLICKS', goal: 'WEBSITE_CONVERSIONS', primary_web_event_tag: 'o3bk1' },
        ...{ bid_strategy: 'AUTO', placements: ['ALL_ON_TWITTER'] },
      },
    });
    expect(item).not.toHaveProperty('budget');
    expect(criteriaOf(item)).toEqual(expect.arrayContaining(wanted));
    expect(criteriaOf(item)).toHaveLength(wanted.length + 1);
  });

  it('asks for the places of countries once, however many line items there are', async () => {
    const platformCampaignId = await newCampaign();
    for (const each of ['op-1', 'op-2', 'op-3']) {
      await adapter.createAdGroup(call, { platformCampaignId, spec, name: `Sale [${each}]`, operationId: 'o', now });
    }
    const lookups = (await calls()).filter(({ path }) => path.endsWith('/targeting_criteria/locations'));
    expect(lookups).toHaveLength(1);
  });

  it('goes on with the same ad after it was stopped on X, and keeps the results of both times', async () => {
    const { platformCampaignId, children: under } = await newHierarchy();
    await adapter.setStatus(call, platformCampaignId, 'active', under);
    sandbox.clock.forward(4000);
    const [first] = await standing('ad');
    await edit('ad', first?.['id'], { deleted: true });
    expect((await seenIn(platformCampaignId, under)).seen).toContainEqual(
      expect.objectContaining({ level: 'ad', platformId: under.platformAdIds[0], status: 'paused' }),
    );
    sandbox.clock.forward(4000);
    const stopped = (await results(platformCampaignId, under)).ads[0];

    await adapter.setStatus(call, platformCampaignId, 'active', under);
    sandbox.clock.forward(4000);
    const { days, ads } = await results(platformCampaignId, under);
    const again = (await standing('ad')).find(({ details }) => (details as Row)['tweet_id'] === under.platformAdIds[0]);
    expect(again?.['id']).not.toBe(first?.['id']);
    expect(ads.map(({ platformAdId }) => platformAdId)).toEqual(under.platformAdIds);
    expect(totals(ads[0]?.days ?? []).spendMicros).toBeGreaterThan(totals(stopped?.days ?? []).spendMicros);
    expect(totals(ads.flatMap((ad) => ad.days))).toEqual(totals(days));
  });

  it('promotes nothing twice when it is activated twice', async () => {
    const { platformCampaignId, children: under } = await newHierarchy();
    await adapter.setStatus(call, platformCampaignId, 'active', under);
    await adapter.setStatus(call, platformCampaignId, 'active', under);
    expect(await children('ad')).toHaveLength(2);
  });

  it('counts sign-ups for a campaign for leads, where others count purchases', async () => {
    const leadSpec: CampaignSpec = {
      ...{ ...spec, objective: 'lead_gen' },
      config: { ...spec.config, primary_web_event_tag: 'sup1' },
    };
    const { platformCampaignId, children: under } = await newHierarchy(leadSpec);
    expect(await adapter.findByTag(call, { tag, name: `Spring Sale [${tag}]` })).toEqual([platformCampaignId]);
    await adapter.setStatus(call, platformCampaignId, 'active', under);
    sandbox.clock.forward(9000);
    const { days, ads } = await results(platformCampaignId, under);
    expect(totals(days)).toMatchObject({ conversionsMicros: expect.any(Number), revenueMicros: 0 });
    expect(totals(days).conversionsMicros).toBeGreaterThan(0);
    expect(totals(ads.flatMap((ad) => ad.days))).toEqual(totals(days));
  });

  it('promotes a post that was there already as it is, and only once', async () => {
    const platformCampaignId = await newCampaign();
    const place = { platformCampaignId, platformAdGroupId: await newAdGroup(platformCampaignId) };
    const known = creativeOf('Known', { media: { twitter: { tweet_id: '1700000000000000007' } } });
    lost = { request: 'POST promoted_tweets', number: 1 };
    expect(
      await made(
        () => newAd(place, known),
        () => findAds(place),
      ),
    ).toBe('1700000000000000007');
    expect(await children('ad')).toMatchObject([{ details: { tweet_id: '1700000000000000007' } }]);
    expect(await children('post')).toEqual([]);
  });
});

describe('what X says no to', () => {
  it('is seen: an ad that its review turned away, and one that it still looks at', async () => {
    const platformCampaignId = await newCampaign();
    const platformAdGroupId = await newAdGroup(platformCampaignId);
    const place = { platformCampaignId, platformAdGroupId };
    const bad = await newAd(place, creativeOf('To be rejected'), 1);
    const slow = await newAd(place, creativeOf('Still in review'), 2);
    const good = await newAd(place, creativeOf('Hero'), 3);
    const under = { platformAdGroupId, platformAdIds: [bad, slow, good] };
    const { seen } = await seenIn(platformCampaignId, under);
    expect(seen).toMatchObject([
      { level: 'ad_group', platformId: platformAdGroupId, status: 'paused', review: null },
      { level: 'ad', platformId: bad, status: 'active', review: 'rejected', reason: 'approval_status REJECTED' },
      { level: 'ad', platformId: slow, status: 'active', review: 'pending' },
      { level: 'ad', platformId: good, status: 'active', review: 'approved', reason: null },
    ]);
    await adapter.setStatus(call, platformCampaignId, 'active', under);
    sandbox.clock.forward(3000);
    const { ads } = await results(platformCampaignId, under);
    expect(ads.map(({ days }) => totals(days).spendMicros > 0)).toEqual([false, false, true]);
  });

  it('is refused before anything is made, unless it was accepted', async () => {
    const platformCampaignId = await newCampaign();
    const odd = { ...spec, config: { ...spec.config, targeting: { countries: ['US'], age_min: 26, age_max: 48 } } };
    await expect(newAdGroup(platformCampaignId, odd)).rejects.toMatchObject({
      class: 'validation',
      message: expect.stringContaining('targeting.age'),
    });
    expect(await children('ad_group')).toEqual([]);
    await newAdGroup(platformCampaignId, { ...odd, accepted: ['targeting.age'] });
    expect(criteriaOf((await standing('ad_group'))[0])).toEqual(['LOCATION 96683cc9126741d1']);
  });

  it('is refused before anything is made: a country that X does not know', async () => {
    const platformCampaignId = await newCampaign();
    const nowhere = { ...spec, config: { ...spec.config, targeting: { countries: ['US', 'QX'] } } };
    await expect(newAdGroup(platformCampaignId, nowhere)).rejects.toMatchObject({
      class: 'validation',
      message: 'targeting: X knows no country QX',
    });
    expect(await children('ad_group')).toEqual([]);
  });

  it('of its criteria leaves a line item that is neither found nor active, and that the next try replaces', async () => {
    const platformCampaignId = await newCampaign();
    const wrong = { ...spec, config: { ...spec.config, targeting: { countries: ['US'], interests: ['not-an-id'] } } };
    await expect(newAdGroup(platformCampaignId, wrong)).rejects.toMatchObject({ class: 'validation' });
    expect(await standing('ad_group')).toMatchObject([{ status: 'paused', name: `[${groupTag} unfinished]` }]);
    expect(await findGroups(platformCampaignId)).toEqual([]);
    const platformAdGroupId = await newAdGroup(platformCampaignId);
    expect(await standing('ad_group')).toMatchObject([{ id: platformAdGroupId }]);
  });
});

describe('exactly one line item is made, with all its criteria,', () => {
  const exactlyOne = async (platformCampaignId: string, platformAdGroupId: string): Promise<void> => {
    const items = await standing('ad_group');
    expect(items).toMatchObject([{ id: platformAdGroupId, status: 'paused', name: `Spring Sale [${groupTag}]` }]);
    expect(criteriaOf(items[0])).toHaveLength(wanted.length + 1);
    expect(await findGroups(platformCampaignId)).toEqual([platformAdGroupId]);
  };

  it.each(['POST line_items', 'POST targeting_criteria', 'PUT ml5vs'])(
    'when the answer to %s is lost',
    async (request) => {
      const platformCampaignId = await newCampaign();
      lost = { request, number: 1 };
      const id = await made(
        () => newAdGroup(platformCampaignId),
        () => findGroups(platformCampaignId),
      );
      await exactlyOne(platformCampaignId, id);
    },
  );

  it.each([1, 2])('when the worker stops after %i of its changes', async (changes) => {
    const platformCampaignId = await newCampaign();
    let by = stoppingAfter(changes);
    const id = await made(
      () => newAdGroup(platformCampaignId, spec, by),
      async () => {
        by = call;
        expect(await standing('ad_group')).toHaveLength(1);
        return findGroups(platformCampaignId);
      },
    );
    await exactlyOne(platformCampaignId, id);
  });
});

describe('exactly one post is made and promoted once', () => {
  it.each(['POST tweet', 'POST promoted_tweets'])('when the answer to %s is lost', async (request) => {
    const platformCampaignId = await newCampaign();
    const place = { platformCampaignId, platformAdGroupId: await newAdGroup(platformCampaignId) };
    lost = { request, number: 1 };
    const id = await made(
      () => newAd(place, creativeOf('Hero A')),
      () => findAds(place),
    );
    expect(await children('post')).toMatchObject([{ id, name: `[${adTag(1)}] Hero A` }]);
    expect(await children('ad')).toMatchObject([{ details: { tweet_id: id } }]);
    expect(await findAds(place)).toEqual([id]);
  });

  it('when the worker stops between the post and its promotion', async () => {
    const platformCampaignId = await newCampaign();
    const place = { platformCampaignId, platformAdGroupId: await newAdGroup(platformCampaignId) };
    await expect(newAd(place, creativeOf('Hero A'), 1, stoppingAfter(1))).rejects.toMatchObject({ code: 'too-late' });
    expect(await findAds(place)).toEqual([]);
    const id = await newAd(place, creativeOf('Hero A'));
    expect(await children('post')).toMatchObject([{ id }]);
    expect(await children('ad')).toHaveLength(1);
  });
});

describe('removing a hierarchy on X', () => {
  const nothingLeft = async (): Promise<void> => {
    for (const kind of ['ad', 'ad_group']) expect(await standing(kind)).toEqual([]);
    const reply = await sandbox.call('GET', '/control/campaigns?include_deleted=true');
    expect(reply.json()).toMatchObject({ campaigns: [{ status: 'deleted' }] });
  };

  it('removes promotions, line item and campaign, in this order', async () => {
    const { platformCampaignId } = await newHierarchy();
    await adapter.removeCampaign(call, platformCampaignId);
    await nothingLeft();
    const deletions = (await calls())
      .filter(({ method }) => method === 'DELETE')
      .map(({ path }) => path.split('/').at(-2));
    expect(deletions).toEqual(['promoted_tweets', 'promoted_tweets', 'line_items', 'campaigns']);
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

  it('removes a line item that was never finished too', async () => {
    const platformCampaignId = await newCampaign();
    await expect(newAdGroup(platformCampaignId, spec, stoppingAfter(1))).rejects.toMatchObject({ code: 'too-late' });
    await adapter.removeCampaign(call, platformCampaignId);
    await nothingLeft();
  });

  it('that a person removed from behind our back is seen, and what is gone already is left out', async () => {
    const { platformCampaignId, children: under } = await newHierarchy();
    await adapter.setStatus(call, platformCampaignId, 'active', under);
    await edit('ad_group', under.platformAdGroupId, { deleted: true });
    const { seen } = await seenIn(platformCampaignId, under);
    expect(seen.map(({ level, platformId, status }) => ({ level, platformId, status }))).toEqual([
      { level: 'ad_group', platformId: under.platformAdGroupId, status: 'removed' },
      { level: 'ad', platformId: under.platformAdIds[0], status: 'removed' },
      { level: 'ad', platformId: under.platformAdIds[1], status: 'removed' },
    ]);
    // It stops the campaign also when there is no line item to stop any more.
    await adapter.setStatus(call, platformCampaignId, 'paused', under);
    expect((await adapter.readCampaign(call, platformCampaignId)).status).toBe('paused');
    await adapter.removeCampaign(call, platformCampaignId);
    expect((await adapter.readCampaign(call, platformCampaignId)).status).toBe('removed');
  });
});
