import type { AdCreative, CampaignChildren, CampaignSpec } from '@campaigns/contracts';
import type { AccountCall, PlatformAdapter, RemoteCampaign } from '@campaigns/sync-worker';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { adaptersAt, callFor } from '../../testing/product-adapters.ts';
import {
  type Reply,
  type RunningSandbox,
  runningSandbox,
  startOfTests,
  testToken,
} from '../../testing/running-sandbox.ts';

const now = new Date(startOfTests);
const spec: CampaignSpec = {
  name: 'Spring Sale',
  objective: 'conversions',
  budget: { micros: 3_000_000_000, currency: 'USD' },
  flight: { startAt: '2026-12-01T05:00:00.000Z', endAt: '2026-12-31T05:00:00.000Z' },
  config: {
    page_id: '100200300',
    pixel_id: '1122334455',
    targeting: { countries: ['US'], age_min: 25, age_max: 54, genders: ['female'] },
  },
};
const creative = (name: string): AdCreative => ({
  creativeId: 'c0000000-0000-4000-8000-000000000001',
  ...{ name, format: 'image', url: 'https://shop.example.com/', headline: '20% off', action: 'shop_now' },
  media: { meta: { image_hash: '9fdba2b8a2b0c1d2' } },
});

type Kept = Readonly<{ kind: string; id: string; status: string; name: string; details: Record<string, unknown> }>;

let sandbox: RunningSandbox;
let adapter: PlatformAdapter;
let call: AccountCall;

const kept = async (kind: string): Promise<readonly Kept[]> => {
  const reply = await sandbox.call('GET', `/control/children?kind=${kind}&include_deleted=true`);
  return reply.json<{ children: readonly Kept[] }>().children;
};
const byHand = (kind: string, id: string, body: object): Promise<Reply> =>
  sandbox.call('PATCH', `/control/children/meta/${kind}/${id}`, { body });

const campaign = async (): Promise<string> =>
  (await adapter.createCampaign(call, { spec, name: 'Spring Sale [op-a]', operationId: 'o', now })).platformCampaignId;
const adGroup = async (platformCampaignId: string, more: Partial<CampaignSpec> = {}): Promise<string> => {
  const name = 'Spring Sale [op-b]';
  const given = { platformCampaignId, spec: { ...spec, ...more }, name, operationId: 'o', now };
  return (await adapter.createAdGroup(call, given)).platformAdGroupId;
};
const ad = async (platformCampaignId: string, platformAdGroupId: string, name = 'Hero A', tag = 'op-c') => {
  const place = { platformCampaignId, platformAdGroupId, spec, operationId: 'o', now };
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

const changes = async ({ id, children }: Whole) => {
  const remote = await adapter.readCampaign(call, id);
  return (await adapter.readChanges(call, remote, { since: now, children })).seen;
};
const spentDays = async (remote: RemoteCampaign) =>
  adapter.fetchDailyMetrics(call, remote, { since: '2026-12-01', until: remote.today });

beforeEach(async () => {
  sandbox = await runningSandbox();
  await sandbox.openAccount('meta', 'act_12');
  adapter = adaptersAt(sandbox.url, { logger: pino({ level: 'silent' }), timeoutMs: 2000 }).meta;
  call = callFor('meta', 'act_12');
});
afterEach(() => sandbox.close());

describe('a whole campaign on Meta', () => {
  it('is made paused on every level, for exactly the audience that was asked for', async () => {
    const { id, children } = await whole('Hero A');
    expect(await kept('ad_group')).toMatchObject([
      {
        ...{ id: children.platformAdGroupId, campaignId: id, status: 'paused', name: 'Spring Sale [op-b]' },
        details: {
          optimization_goal: 'OFFSITE_CONVERSIONS',
          promoted_object: { pixel_id: '1122334455', custom_event_type: 'PURCHASE' },
          targeting: {
            ...{ geo_locations: { countries: ['US'] }, age_min: 25, age_max: 54, genders: [2] },
            targeting_automation: { advantage_audience: 0 },
          },
        },
      },
    ]);
    expect(await kept('ad')).toMatchObject([
      { id: children.platformAdIds[0], status: 'paused', name: 'Hero A [op-0]' },
    ]);
    sandbox.clock.forward(4000);
    expect(await spentDays(await adapter.readCampaign(call, id))).toEqual([]);
  });

  it('delivers once all of it is active, and its ads add up to it on every day', async () => {
    const { id, children } = await whole('Hero A', 'Hero B');
    await adapter.setStatus(call, id, 'active', children);
    sandbox.clock.forward(4000);
    const remote = await adapter.readCampaign(call, id);
    const days = await spentDays(remote);
    expect(days).toHaveLength(5);
    const ads = await adapter.fetchAdMetrics(call, remote, { since: '2026-12-01', until: remote.today }, children);
    expect(ads.map(({ platformAdId }) => platformAdId).sort()).toEqual([...children.platformAdIds].sort());
    const rows = ads.flatMap((each) => each.days);
    for (const { date, spendMicros, clicks, conversionsMicros, revenueMicros } of days) {
      const same = rows.filter((row) => row.date === date);
      const sum = (read: (row: (typeof rows)[number]) => number): number =>
        same.reduce((total, row) => total + read(row), 0);
      expect(sum((row) => row.spendMicros)).toBe(spendMicros);
      expect(sum((row) => row.clicks)).toBe(clicks);
      expect(sum((row) => row.conversionsMicros)).toBe(conversionsMicros);
      expect(sum((row) => row.revenueMicros)).toBe(revenueMicros);
    }
  });

  it.each([
    ['JPY', 300_000_000_000],
    ['KWD', 900_125_000],
  ])('has results by ad in %s that add up to the last of its units', async (currency, micros) => {
    await sandbox.openAccount('meta', 'act_13', { currency });
    call = callFor('meta', 'act_13', { currency });
    const budget = { micros, currency };
    const created = await adapter.createCampaign(call, { spec: { ...spec, budget }, name: 'n', operationId: 'o', now });
    const id = created.platformCampaignId;
    const platformAdGroupId = await adGroup(id);
    const platformAdIds = [await ad(id, platformAdGroupId, 'A'), await ad(id, platformAdGroupId, 'B')];
    const children = { platformAdGroupId, platformAdIds };
    await adapter.setStatus(call, id, 'active', children);
    sandbox.clock.forward(60_000);
    const remote = await adapter.readCampaign(call, id);
    const range = { since: '2026-12-01', until: remote.today };
    const ads = await adapter.fetchAdMetrics(call, remote, range, children);
    const spent = ads.flatMap(({ days }) => days).reduce((sum, { spendMicros }) => sum + spendMicros, 0);
    expect(spent).toBe(micros);
  });

  it('pauses from above: nothing more is spent, and the ads keep their status', async () => {
    const { id, children } = await whole('Hero A');
    await adapter.setStatus(call, id, 'active', children);
    sandbox.clock.forward(2000);
    await adapter.setStatus(call, id, 'paused', children);
    const remote = await adapter.readCampaign(call, id);
    // Conversions of a day are still counted after it.
    const spend = (days: Awaited<ReturnType<typeof spentDays>>) => days.map(({ spendMicros }) => spendMicros);
    const before = spend(await spentDays(remote));
    expect(before.length).toBeGreaterThan(0);
    sandbox.clock.forward(3000);
    expect(spend(await spentDays(await adapter.readCampaign(call, id)))).toEqual(before);
    expect(await kept('ad_group')).toMatchObject([{ status: 'paused' }]);
    expect(await kept('ad')).toMatchObject([{ status: 'active' }]);
  });

  it('pauses and resumes although a person removed one of its ads, and still has the results of that ad', async () => {
    const { id, children } = await whole('Hero A', 'Hero B');
    await adapter.setStatus(call, id, 'active', children);
    sandbox.clock.forward(2000);
    const [first = ''] = children.platformAdIds;
    await byHand('ad', first, { deleted: true });
    await adapter.setStatus(call, id, 'paused', children);
    await adapter.setStatus(call, id, 'active', children);
    expect(await changes({ id, children })).toContainEqual(
      expect.objectContaining({ level: 'ad', platformId: first, status: 'removed' }),
    );
    const remote = await adapter.readCampaign(call, id);
    const ads = await adapter.fetchAdMetrics(call, remote, { since: '2026-12-01', until: remote.today }, children);
    expect(ads.find(({ platformAdId }) => platformAdId === first)?.days.length).toBeGreaterThan(0);
  });

  it('shows what the review came to, with its reason', async () => {
    await sandbox.call('PUT', '/control/reviews', { body: { delayMs: 1000 } });
    const made = await whole('Hero A', 'Bad (rejected)');
    await adapter.setStatus(call, made.id, 'active', made.children);
    const reviews = async () =>
      (await changes(made)).filter(({ level }) => level === 'ad').map(({ review, reason }) => ({ review, reason }));
    expect(await reviews()).toEqual([
      { review: 'pending', reason: null },
      { review: 'pending', reason: null },
    ]);
    sandbox.clock.forward(1000);
    expect(await reviews()).toEqual([
      { review: 'rejected', reason: 'ADVERTISING_POLICY: The ad does not follow the advertising policy' },
      { review: 'approved', reason: null },
    ]);
  });

  it('shows what a person paused or removed below it', async () => {
    const made = await whole('Hero A');
    const { platformAdGroupId, platformAdIds } = made.children;
    await adapter.setStatus(call, made.id, 'active', made.children);
    await byHand('ad_group', platformAdGroupId, { status: 'paused' });
    expect(await changes(made)).toMatchObject([
      { level: 'ad_group', platformId: platformAdGroupId, status: 'paused', changedAt: now.toISOString() },
      { level: 'ad', platformId: platformAdIds[0], status: 'active' },
    ]);
    await byHand('ad_group', platformAdGroupId, { deleted: true });
    expect(await changes(made)).toMatchObject([
      { level: 'ad_group', platformId: platformAdGroupId, status: 'removed' },
      { level: 'ad', platformId: platformAdIds[0], status: 'removed' },
    ]);
  });

  it('does not tell again of an ad set that was not changed since', async () => {
    const made = await whole('Hero A');
    sandbox.clock.forward(60_000);
    const remote = await adapter.readCampaign(call, made.id);
    const since = new Date(startOfTests + 60_000);
    const { seen } = await adapter.readChanges(call, remote, { since, children: made.children });
    expect(seen.map(({ level }) => level)).toEqual(['ad']);
  });

  it('finds the one ad set and the one ad whose creation was never answered', async () => {
    const id = await campaign();
    const lost = () => sandbox.faults([{ kind: 'drop_after_commit', operation: 'create', times: 1 }]);
    await lost();
    await expect(adGroup(id)).rejects.toMatchObject({ class: 'unknown-outcome' });
    const look = { platformCampaignId: id, name: 'n' };
    const adSets = await adapter.findAdGroups(call, { ...look, tag: 'op-b' });
    expect(adSets).toEqual((await kept('ad_group')).map((each) => each.id));
    const [platformAdGroupId = ''] = adSets;
    await lost();
    await expect(ad(id, platformAdGroupId)).rejects.toMatchObject({ class: 'unknown-outcome' });
    const ads = await adapter.findAds(call, { ...look, platformAdGroupId, tag: 'op-c' });
    expect(ads).toEqual((await kept('ad')).map((each) => each.id));
    expect([adSets.length, ads.length, (await kept('creative')).length]).toEqual([1, 1, 1]);
    expect(await adapter.findAds(call, { ...look, platformAdGroupId, tag: 'op-d' })).toEqual([]);
  });

  it('is removed with one request, which may be repeated; nothing of it is found or delivered any more', async () => {
    const { id, children } = await whole('Hero A');
    await adapter.setStatus(call, id, 'active', children);
    await adapter.removeCampaign(call, id);
    await adapter.removeCampaign(call, id);
    const look = { platformCampaignId: id, name: 'n' };
    expect(await adapter.findAdGroups(call, { ...look, tag: 'op-b' })).toEqual([]);
    expect(await adapter.findAds(call, { ...look, ...children, tag: 'op-0' })).toEqual([]);
    sandbox.clock.forward(3000);
    expect(await spentDays(await adapter.readCampaign(call, id))).toEqual([]);
    // It belongs to the account, and another ad may show it.
    expect(await kept('creative')).toMatchObject([{ status: 'active' }]);
  });

  it('cannot be for Europe without saying who profits and who pays', async () => {
    const id = await campaign();
    const config = { ...spec.config, targeting: { countries: ['DE'] } };
    await expect(adGroup(id, { config })).rejects.toMatchObject({ class: 'validation' });
    await adGroup(id, { config: { ...config, dsa_beneficiary: 'Shop Ltd', dsa_payor: 'Shop Ltd' } });
    expect(await kept('ad_group')).toMatchObject([{ details: { dsa_beneficiary: 'Shop Ltd', dsa_payor: 'Shop Ltd' } }]);
  });
});

describe("Meta's own rules below a campaign", () => {
  const post = (path: string, body: object): Promise<Reply> =>
    sandbox.call('POST', `/meta/v26.0/${path}`, { token: testToken, body });
  const message = async (path: string, body: object): Promise<string> => {
    const reply = await post(path, body);
    expect(reply.status).toBe(400);
    return reply.json<{ error: { message: string } }>().error.message;
  };
  const adSet = async (more: object = {}) => ({
    ...{ name: 'S', campaign_id: await campaign(), optimization_goal: 'OFFSITE_CONVERSIONS' },
    ...{ billing_event: 'IMPRESSIONS', promoted_object: { pixel_id: '1', custom_event_type: 'PURCHASE' } },
    targeting: { geo_locations: { countries: ['US'] } },
    ...more,
  });
  const audience = (more: object) => ({ targeting: { geo_locations: { countries: ['US'] }, ...more } });

  it.each<readonly [string, object, string]>([
    ['an age without saying whether it is strict', audience({ age_min: 25 }), 'advantage_audience must be set'],
    ['a budget beside that of the campaign', { daily_budget: 5000 }, 'cannot have a budget'],
    ['a bid strategy beside that of the campaign', { bid_strategy: 'COST_CAP' }, 'set on the campaign'],
    ['a goal that the objective excludes', { optimization_goal: 'LINK_CLICKS' }, 'optimization_goal must be one of'],
    ['conversions without a pixel', { promoted_object: {} }, 'promoted_object.pixel_id is required'],
    ['nobody and nowhere', { targeting: {} }, 'needs geo_locations'],
    ['a country in small letters', { targeting: { geo_locations: { countries: ['us'] } } }, 'two-letter country'],
    ['people of 12', audience({ age_min: 12, targeting_automation: { advantage_audience: 0 } }), 'between 13 and 65'],
    ['people of Europe without a payor', { targeting: { geo_locations: { countries: ['FR'] } } }, 'dsa_beneficiary'],
  ])('refuse an ad set for %s', async (_what, more, expected) => {
    expect(await message('act_12/adsets', await adSet(more))).toContain(expected);
    expect(await kept('ad_group')).toEqual([]);
  });

  it('refuse a budget below the minimum, which they name, where the campaign has none', async () => {
    const bare = {
      ...{ name: 'C', objective: 'OUTCOME_TRAFFIC', special_ad_categories: [], status: 'PAUSED' },
      is_adset_budget_sharing_enabled: false,
    };
    const { id } = (await post('act_12/campaigns', bare)).json<{ id: string }>();
    const body = await adSet({ campaign_id: id, optimization_goal: 'LINK_CLICKS' });
    expect(await message('act_12/adsets', body)).toContain('needs a budget');
    expect(await message('act_12/adsets', { ...body, daily_budget: 99 })).toContain('minimum is 100');
    expect((await post('act_12/adsets', { ...body, daily_budget: 100 })).status).toBe(200);
  });

  it('want from a bid strategy what it needs', async () => {
    const bare = {
      ...{ name: 'C', objective: 'OUTCOME_SALES', special_ad_categories: [], status: 'PAUSED' },
      is_adset_budget_sharing_enabled: false,
    };
    const { id } = (await post('act_12/campaigns', bare)).json<{ id: string }>();
    const body = await adSet({ campaign_id: id, daily_budget: 5000 });
    const capped = { ...body, bid_strategy: 'COST_CAP' };
    expect(await message('act_12/adsets', capped)).toContain('bid_amount is required');
    expect((await post('act_12/adsets', { ...capped, bid_amount: 200 })).status).toBe(200);
    const returning = { ...body, bid_strategy: 'LOWEST_COST_WITH_MIN_ROAS' };
    expect(await message('act_12/adsets', returning)).toContain('roas_average_floor is required');
    const floor = { bid_constraints: { roas_average_floor: 20_000 } };
    expect(await message('act_12/adsets', { ...returning, ...floor })).toContain('needs the optimization goal VALUE');
    expect((await post('act_12/adsets', { ...returning, ...floor, optimization_goal: 'VALUE' })).status).toBe(200);
    const parent = {
      ...bare,
      lifetime_budget: 90_000,
      stop_time: '2026-12-31T00:00:00-0800',
      bid_strategy: 'COST_CAP',
    };
    const above = (await post('act_12/campaigns', parent)).json<{ id: string }>();
    expect(await message('act_12/adsets', await adSet({ campaign_id: above.id }))).toContain('bid_amount is required');
  });

  it('replace the targeting whole: what is left out is gone', async () => {
    const strict = audience({ genders: [2], targeting_automation: { advantage_audience: 0 } });
    const { id } = (await post('act_12/adsets', await adSet(strict))).json<{ id: string }>();
    await post(id, { targeting: { geo_locations: { countries: ['CA'] } } });
    expect((await kept('ad_group'))[0]?.details['targeting']).toEqual({ geo_locations: { countries: ['CA'] } });
  });

  it('keep the content of a creative as it is', async () => {
    await whole('Hero A');
    const [{ id } = { id: '' }] = await kept('creative');
    const reply = await post(id, { object_story_id: '1_2' });
    expect(reply.json()).toMatchObject({ error: { code: 100, error_subcode: 1_815_573 } });
    expect((await post(id, { name: 'Renamed' })).status).toBe(200);
  });

  it('look anew at an ad that gets other content', async () => {
    const { children } = await whole('Hero A');
    const [adId = ''] = children.platformAdIds;
    await sandbox.call('PUT', '/control/reviews', { body: { delayMs: 5000 } });
    const other = { name: 'Other', object_story_id: '100200300_1' };
    const { id } = (await post('act_12/adcreatives', other)).json<{ id: string }>();
    expect((await kept('ad'))[0]).toMatchObject({ review: 'approved' });
    await post(adId, { creative: { creative_id: id } });
    expect((await kept('ad'))[0]).toMatchObject({ review: 'pending', details: { creative: { id } } });
    expect(await message(adId, { creative: { creative_id: '404' } })).toContain('no creative 404');
  });

  it('leave deleted ads out of reports of several, and show only an id without fields', async () => {
    const { id, children } = await whole('Hero A', 'Hero B');
    const [first = ''] = children.platformAdIds;
    await adapter.setStatus(call, id, 'active', children);
    sandbox.clock.forward(3000);
    await byHand('ad', first, { deleted: true });
    const get = (path: string): Promise<Reply> => sandbox.call('GET', `/meta/v26.0/${path}`, { token: testToken });
    const range = `time_range=${encodeURIComponent('{"since":"2026-12-01","until":"2026-12-31"}')}`;
    type Rows = Readonly<{ data: readonly Readonly<Record<'ad_id' | 'reach', string>>[] }>;
    const rows = async (subject: string, query = ''): Promise<Rows['data']> =>
      (await get(`${subject}/insights?fields=ad_id,reach&${range}${query}`)).json<Rows>().data;
    for (const subject of ['act_12', id]) {
      expect((await rows(subject, '&level=ad')).map((row) => row.ad_id)).toEqual(children.platformAdIds.slice(1));
    }
    const byDay = await rows(first, '&time_increment=1');
    const [total] = await rows(first);
    expect(Number(total?.reach)).toBeLessThan(byDay.reduce((sum, { reach }) => sum + Number(reach), 0));
    expect((await get(first)).json()).toEqual({ id: first });
    expect((await get(`${id}/ads?fields=id`)).json()).toMatchObject({ data: [{ id: children.platformAdIds[1] }] });
  });
});
