import type { AdCreative, CampaignChildren, CampaignSpec } from '@campaigns/contracts';
import type { AccountCall, PlatformAdapter, RemoteCampaign } from '@campaigns/sync-worker';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { adaptersAt, callFor } from '../../testing/product-adapters.ts';
import { type Reply, type RunningSandbox, runningSandbox, startOfTests } from '../../testing/running-sandbox.ts';
import { switches } from './switches.ts';

/** The product's adapter against the sandbox: a whole campaign, and what may happen to it. */

const advertiser = '7000000000000000001';
const now = new Date(startOfTests);
const spec: CampaignSpec = {
  name: 'Spring Sale',
  objective: 'conversions',
  budget: { micros: 3_000_000_000, currency: 'USD' },
  flight: { startAt: '2026-12-01T05:00:00.000Z', endAt: '2026-12-31T05:00:00.000Z' },
  config: {
    ...{ identity_id: '6900000000000000001', pixel_id: 'C4ABCDEF' },
    targeting: { countries: ['US'], age_min: 25, age_max: 54, genders: ['female'], languages: ['en'] },
  },
};
const creative = (name: string): AdCreative => ({
  creativeId: 'c0000000-0000-4000-8000-000000000001',
  ...{ name, format: 'video', url: 'https://shop.example.com/', body: 'Spring prices', action: 'shop_now' },
  media: { tiktok: { video_id: 'v10033g50000abc', image_ids: ['ad-site-i18n-sg/2026cover'] } },
});

type Kept = Readonly<{ id: string; status: string; name: string; review?: string; details: Record<string, unknown> }>;

let sandbox: RunningSandbox;
let adapter: PlatformAdapter;
let call: AccountCall;

const kept = async (kind: 'ad_group' | 'ad'): Promise<readonly Kept[]> => {
  const reply = await sandbox.call('GET', `/control/children?kind=${kind}&include_deleted=true`);
  return reply.json<{ children: readonly Kept[] }>().children;
};
const byHand = (kind: 'ad_group' | 'ad', id: string, body: object): Promise<Reply> =>
  sandbox.call('PATCH', `/control/children/tiktok/${kind}/${id}`, { body });
const turnedOn = (...on: readonly string[]): Promise<Reply> =>
  sandbox.call('PUT', '/control/switches', { body: { on } });
const lostAnswer = (): Promise<void> => sandbox.faults([{ kind: 'drop_after_commit', operation: 'create', times: 1 }]);

const campaign = async (more: Partial<CampaignSpec> = {}): Promise<string> => {
  const given = { spec: { ...spec, ...more }, name: 'Spring Sale [op-a]', operationId: 'a', now };
  return (await adapter.createCampaign(call, given)).platformCampaignId;
};
const adGroup = async (platformCampaignId: string, more: Partial<CampaignSpec> = {}): Promise<string> => {
  const given = { platformCampaignId, spec: { ...spec, ...more }, name: 'Spring Sale [op-b]', operationId: 'b', now };
  return (await adapter.createAdGroup(call, given)).platformAdGroupId;
};
const ad = async (platformCampaignId: string, platformAdGroupId: string, name = 'Hero A', tag = 'op-c') => {
  const place = { platformCampaignId, platformAdGroupId, spec, operationId: 'c', now };
  return (await adapter.createAd(call, { ...place, creative: creative(name), name: `${name} [${tag}]` })).platformAdId;
};

type Whole = Readonly<{ id: string; children: CampaignChildren }>;
const whole = async (...names: readonly string[]): Promise<Whole> => {
  const id = await campaign();
  const platformAdGroupId = await adGroup(id);
  const platformAdIds: string[] = [];
  for (const name of names) platformAdIds.push(await ad(id, platformAdGroupId, name, `op-${platformAdIds.length}`));
  return { id, children: { platformAdGroupId, platformAdIds } };
};
const changes = async ({ id, children }: Whole, since = now) => {
  const remote = await adapter.readCampaign(call, id);
  return (await adapter.readChanges(call, remote, { since, children })).seen;
};
const rangeOf = ({ today }: RemoteCampaign) => ({ since: '2026-12-01', until: today });
const results = async ({ id, children }: Whole) => {
  const remote = await adapter.readCampaign(call, id);
  return {
    days: await adapter.fetchDailyMetrics(call, remote, rangeOf(remote)),
    ads: await adapter.fetchAdMetrics(call, remote, rangeOf(remote), children),
  };
};

beforeEach(async () => {
  sandbox = await runningSandbox();
  await sandbox.openAccount('tiktok', advertiser);
  adapter = adaptersAt(sandbox.url, { logger: pino({ level: 'silent' }), timeoutMs: 2000 }).tiktok;
  call = callFor('tiktok', advertiser);
});
afterEach(() => sandbox.close());

describe('a whole campaign on TikTok', () => {
  it('is made paused on every level, for exactly the audience that was asked for, and delivers nothing', async () => {
    const made = await whole('Hero A');
    expect(await kept('ad_group')).toMatchObject([
      {
        ...{ id: made.children.platformAdGroupId, campaignId: made.id, status: 'paused', name: 'Spring Sale [op-b]' },
        startAt: '2026-12-01T17:05:00.000Z',
        endAt: '2026-12-31T05:00:00.000Z',
        details: {
          ...{ optimization_goal: 'CONVERT', billing_event: 'OCPM', bid_type: 'BID_TYPE_NO_BID' },
          ...{ pixel_id: 'C4ABCDEF', optimization_event: 'SHOPPING', promotion_type: 'WEBSITE' },
          ...{ location_ids: ['6252001'], gender: 'GENDER_FEMALE', languages: ['en'] },
          age_groups: ['AGE_25_34', 'AGE_35_44', 'AGE_45_54'],
          placements: ['PLACEMENT_TIKTOK'],
        },
      },
    ]);
    expect(await kept('ad')).toMatchObject([
      {
        ...{ id: made.children.platformAdIds[0], status: 'paused', name: 'Hero A [op-0]' },
        details: { video_id: 'v10033g50000abc', call_to_action: 'SHOP_NOW', identity_id: '6900000000000000001' },
      },
    ]);
    sandbox.clock.forward(4000);
    expect(await results(made)).toEqual({ days: [], ads: [] });
  });

  it('delivers once all of it is active, and its ads add up to it on every day', async () => {
    const made = await whole('Hero A', 'Hero B');
    await adapter.setStatus(call, made.id, 'active', made.children);
    sandbox.clock.forward(4000);
    const { days, ads } = await results(made);
    expect(days).toHaveLength(5);
    expect(ads.map(({ platformAdId }) => platformAdId).sort()).toEqual([...made.children.platformAdIds].sort());
    const rows = ads.flatMap((each) => each.days);
    for (const { date, ...wanted } of days) {
      const same = rows.filter((row) => row.date === date);
      const sum = (field: keyof typeof wanted) => same.reduce((total, row) => total + row[field], 0);
      const fields = Object.keys(wanted) as (keyof typeof wanted)[];
      expect(Object.fromEntries(fields.map((field) => [field, sum(field)]))).toEqual(wanted);
    }
  });

  it.each([
    ['JPY', 300_000_000_000],
    ['KWD', 900_125_000],
  ])('in %s has the whole budget, and results by ad to the last of its units', async (currency, micros) => {
    await sandbox.openAccount('tiktok', '71', { currency });
    call = callFor('tiktok', '71', { currency });
    const budget = { micros, currency };
    const id = await campaign({ budget });
    const platformAdGroupId = await adGroup(id, { budget });
    expect((await kept('ad_group'))[0]?.details['budget']).toBe(micros / 1_000_000);
    const platformAdIds = [await ad(id, platformAdGroupId, 'A', 'op-0'), await ad(id, platformAdGroupId, 'B', 'op-1')];
    const made = { id, children: { platformAdGroupId, platformAdIds } };
    await adapter.setStatus(call, id, 'active', made.children);
    sandbox.clock.forward(60_000);
    const { days, ads } = await results(made);
    const spend = (rows: typeof days) => rows.reduce((sum, { spendMicros }) => sum + spendMicros, 0);
    expect(spend(days)).toBeGreaterThan(micros * 0.9);
    expect(spend(ads.flatMap((each) => each.days))).toBe(spend(days));
  });

  it('stops when it is paused, and its ads keep their status', async () => {
    const made = await whole('Hero A');
    await adapter.setStatus(call, made.id, 'active', made.children);
    sandbox.clock.forward(2000);
    await adapter.setStatus(call, made.id, 'paused', made.children);
    const before = await results(made);
    sandbox.clock.forward(4000);
    expect((await results(made)).days.map(({ spendMicros }) => spendMicros)).toEqual(
      before.days.map(({ spendMicros }) => spendMicros),
    );
    expect((await adapter.readCampaign(call, made.id)).status).toBe('paused');
    expect(await kept('ad_group')).toMatchObject([{ status: 'paused' }]);
    expect(await kept('ad')).toMatchObject([{ status: 'active' }]);
  });

  it('is spent by the budget of the campaign alone, which a change reaches', async () => {
    const made = await whole('Hero A');
    await adapter.setStatus(call, made.id, 'active', made.children);
    const remote = await adapter.readCampaign(call, made.id);
    await adapter.updateCampaign(call, remote, { budgetMicros: 6_000_000_000 });
    sandbox.clock.forward(60_000);
    const { days } = await results(made);
    expect(days.reduce((sum, { spendMicros }) => sum + spendMicros, 0)).toBe(6_000_000_000);
  });

  it('has more than twenty ads, whose status is changed in as many requests as it takes', async () => {
    const made = await whole(...Array.from({ length: 21 }, (_, index) => `Hero ${index}`));
    await adapter.setStatus(call, made.id, 'active', made.children);
    expect(new Set((await kept('ad')).map(({ status }) => status))).toEqual(new Set(['active']));
    await adapter.removeCampaign(call, made.id);
    expect(new Set((await kept('ad')).map(({ status }) => status))).toEqual(new Set(['deleted']));
  });

  it('is activated without an ad that a person deleted meanwhile', async () => {
    const made = await whole('Hero A', 'Hero B');
    await byHand('ad', made.children.platformAdIds[0] ?? '', { deleted: true });
    await adapter.setStatus(call, made.id, 'active', made.children);
    expect((await adapter.readCampaign(call, made.id)).status).toBe('active');
    expect(await kept('ad')).toMatchObject([{ status: 'deleted' }, { status: 'active' }]);
  });

  it('is not activated above an ad group that a person deleted, but paused and removed all the same', async () => {
    const made = await whole('Hero A');
    await byHand('ad_group', made.children.platformAdGroupId, { deleted: true });
    await expect(adapter.setStatus(call, made.id, 'active', made.children)).rejects.toThrow();
    expect((await adapter.readCampaign(call, made.id)).status).toBe('paused');
    await adapter.setStatus(call, made.id, 'paused', made.children);
    await adapter.removeCampaign(call, made.id);
    expect((await adapter.readCampaign(call, made.id)).status).toBe('removed');
  });
});

describe('what TikTok makes active against our will', () => {
  it('is paused again right after it was made', async () => {
    await turnedOn(switches.ignoresStatus);
    const made = await whole('Hero A');
    expect((await adapter.readCampaign(call, made.id)).status).toBe('paused');
    expect(await kept('ad_group')).toMatchObject([{ status: 'paused' }]);
    expect(await kept('ad')).toMatchObject([{ status: 'paused' }]);
  });

  it('is looked for, and never made again, when it could not be paused', async () => {
    await turnedOn(switches.ignoresStatus);
    const id = await campaign();
    await sandbox.faults([{ kind: 'server_error', operation: 'pause', times: 1 }]);
    await expect(adGroup(id)).rejects.toMatchObject({ class: 'unknown-outcome' });
    expect(await adapter.findAdGroups(call, { platformCampaignId: id, tag: 'op-b', name: '' })).toHaveLength(1);
  });

  it.each([
    ['ids alone', switches.adIdsOnly],
    ['creatives alone', switches.creativesOnly],
  ])('an ad is known when the answer has %s', async (_shape, name) => {
    await turnedOn(name);
    const { children } = await whole('Hero A');
    expect((await kept('ad')).map(({ id }) => id)).toEqual(children.platformAdIds);
  });
});

describe('a creation on TikTok whose answer is lost', () => {
  it('leaves one ad group, which is found by its tag under its campaign', async () => {
    const id = await campaign();
    await lostAnswer();
    await expect(adGroup(id)).rejects.toMatchObject({ class: 'unknown-outcome' });
    const look = { platformCampaignId: id, tag: 'op-b', name: 'Spring Sale [op-b]' };
    expect(await adapter.findAdGroups(call, look)).toEqual((await kept('ad_group')).map((each) => each.id));
    expect(await adapter.findAdGroups(call, { ...look, tag: 'op-0' })).toEqual([]);
    // The same operation asked again makes no second one either.
    await expect(adGroup(id)).rejects.toMatchObject({ class: 'duplicate' });
    expect(await kept('ad_group')).toHaveLength(1);
  });

  it('leaves one ad, which is found by its tag in its ad group', async () => {
    const { id, children } = await whole();
    await lostAnswer();
    await expect(ad(id, children.platformAdGroupId)).rejects.toMatchObject({ class: 'unknown-outcome' });
    const place = { platformCampaignId: id, platformAdGroupId: children.platformAdGroupId };
    const found = await adapter.findAds(call, { ...place, tag: 'op-c', name: 'Hero A [op-c]' });
    expect(found).toEqual((await kept('ad')).map((each) => each.id));
    expect(found).toHaveLength(1);
  });
});

describe('the removal of a campaign on TikTok', () => {
  it('takes everything under it, whatever we know of it, and may be asked for twice', async () => {
    const made = await whole('Hero A', 'Hero B');
    await adapter.removeCampaign(call, made.id);
    await adapter.removeCampaign(call, made.id);
    expect((await adapter.readCampaign(call, made.id)).status).toBe('removed');
    expect(await kept('ad_group')).toMatchObject([{ status: 'deleted' }]);
    expect(await kept('ad')).toMatchObject([{ status: 'deleted' }, { status: 'deleted' }]);
  });

  it.each([1, 2, 3])('goes on after the answers to its first %d deletions were lost', async (broken) => {
    const made = await whole('Hero A');
    await sandbox.faults([{ kind: 'drop_after_commit', operation: 'delete', times: broken }]);
    for (let attempt = 1; attempt <= broken; attempt += 1) {
      await expect(adapter.removeCampaign(call, made.id)).rejects.toMatchObject({ class: 'unknown-outcome' });
    }
    await adapter.removeCampaign(call, made.id);
    expect((await adapter.readCampaign(call, made.id)).status).toBe('removed');
    expect([...(await kept('ad_group')), ...(await kept('ad'))].map(({ status }) => status)).toEqual([
      'deleted',
      'deleted',
    ]);
  });

  it('keeps the results of an ad that is deleted alone', async () => {
    const made = await whole('Hero A', 'Hero B');
    await adapter.setStatus(call, made.id, 'active', made.children);
    sandbox.clock.forward(3000);
    await byHand('ad', made.children.platformAdIds[0] ?? '', { deleted: true });
    const { days, ads } = await results(made);
    expect(ads).toHaveLength(2);
    const spend = (rows: typeof days) => rows.reduce((sum, { spendMicros }) => sum + spendMicros, 0);
    expect(spend(ads.flatMap((each) => each.days))).toBe(spend(days));
  });
});

describe('what is seen of a campaign on TikTok', () => {
  it('is how its ads fare in the review, once nothing above them is paused', async () => {
    const made = await whole('Hero A', 'Hero B (rejected)', 'Hero C (in review)');
    const reviewsOf = async () =>
      (await changes(made)).filter(({ level }) => level === 'ad').map(({ review }) => review);
    expect(await reviewsOf()).toEqual([null, null, null]);
    await adapter.setStatus(call, made.id, 'active', made.children);
    expect((await reviewsOf()).toReversed()).toEqual(['approved', 'rejected', 'pending']);
    expect((await changes(made)).find(({ review }) => review === 'rejected')).toMatchObject({
      platformId: made.children.platformAdIds[1],
      reason: 'AD_STATUS_AUDIT_DENY',
    });
  });

  it('is what a person paused or deleted', async () => {
    const made = await whole('Hero A', 'Hero B');
    const [first = '', second = ''] = made.children.platformAdIds;
    await adapter.setStatus(call, made.id, 'active', made.children);
    await byHand('ad', first, { status: 'paused' });
    await byHand('ad', second, { deleted: true });
    await byHand('ad_group', made.children.platformAdGroupId, { status: 'paused' });
    const seen = await changes(made);
    const statusOf = (id: string) => seen.find(({ platformId }) => platformId === id)?.status;
    expect(statusOf(first)).toBe('paused');
    expect(statusOf(second)).toBe('removed');
    expect(statusOf(made.children.platformAdGroupId)).toBe('paused');
  });

  it('is that an ad group was deleted, and its ads with it', async () => {
    const made = await whole('Hero A');
    await byHand('ad_group', made.children.platformAdGroupId, { deleted: true });
    const later = new Date(startOfTests + 86_400_000);
    expect((await changes(made, later)).map(({ level, status }) => [level, status])).toEqual([
      ['ad_group', 'removed'],
      ['ad', 'removed'],
    ]);
  });

  it('is no ad group that has not been changed since', async () => {
    const made = await whole();
    expect(await changes(made)).toHaveLength(1);
    expect(await changes(made, new Date(startOfTests + 60_000))).toEqual([]);
  });

  it('is that TikTok paused an ad group because there are too many', async () => {
    await turnedOn(switches.adGroupQuota);
    const made = await whole();
    expect(await changes(made)).toMatchObject([
      { level: 'ad_group', status: 'paused', reason: 'ADGROUP_STATUS_ADGROUP_QUOTA_LIMIT' },
    ]);
  });
});
