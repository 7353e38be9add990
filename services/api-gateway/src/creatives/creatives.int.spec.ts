import { randomUUID } from 'node:crypto';
import { restOperations } from '@campaigns/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { resultsOf } from '../testing/results.ts';
import { organisation, prefix } from '../testing/scenario.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
let org: Awaited<ReturnType<typeof organisation>>;
let id: string;
let mappings: readonly Readonly<{ mapping_id: string; platform: 'meta' | 'google' }>[];

beforeAll(async () => {
  api = await startTestApi();
  org = await organisation(api);
}, 60_000);
afterAll(() => api.stop());

beforeEach(async () => {
  const drafted = await org.deployed({ platforms: ['meta', 'google'] });
  id = drafted.orchestration_id;
  mappings = drafted.mappings;
});

type Days = readonly Readonly<{ impressions: number; clicks: number; conversions: number }>[];

/** So many days alike. */
const days = (count: number, clicks: number, conversions = 1): Days =>
  Array.from({ length: count }, () => ({ impressions: 1_000, clicks, conversions }));

/** An ad of a creative with these days from 1 March on, each for 10 USD with 25 of revenue. */
const withAd = async (name: string, place: 0 | 1, history: Days, status = 'active', creative = randomUUID()) => {
  const { mapping_id, platform } = mappings[place] as (typeof mappings)[number];
  const insert = (table: string, row: Readonly<Record<string, unknown>>) =>
    api.pool.query(`insert into read.${table} select * from jsonb_populate_record(null::read.${table}, $1)`, [
      JSON.stringify({ org_id: org.org, orchestration_id: id, mapping_id, platform, currency: 'USD', ...row }),
    ]);
  const figures = history.map((day) => ({ ...day, spend: 10, revenue: 25 }));
  const total = (of: 'impressions' | 'clicks' | 'conversions' | 'spend' | 'revenue'): number =>
    figures.reduce((sum, day) => sum + day[of], 0);
  await insert('orchestration_ads', {
    ...{
      creative_id: creative,
      operation_id: randomUUID(),
      platform_ad_id: `ad ${name}`,
      name,
      format: 'image',
      status,
    },
    ...{ resting: false, spend: total('spend'), impressions: total('impressions'), clicks: total('clicks') },
    ...{ conversions: total('conversions'), revenue: total('revenue') },
    ...{ created_at: `2026-03-01T00:00:0${name.length % 10}Z`, updated_at: '2026-03-01T00:00:00Z' },
  });
  for (const [index, day] of figures.entries()) {
    const date = `2026-03-${String(index + 1).padStart(2, '0')}`;
    await insert('ad_daily_metrics', { ...day, platform_ad_id: `ad ${name}`, date, observed_at: `${date}T06:00:00Z` });
  }
  return creative;
};

const creatives = async (query = '') => {
  const { status, body } = await org.viewer('GET', `${prefix}/${id}/creatives${query}`);
  expect([query, status]).toEqual([query, 200]);
  restOperations.listCreatives.response.parse(body);
  return body.creatives;
};

type Ranked = Readonly<{ name: string; platforms: readonly [Readonly<{ rank: number | null }>] }>;

/** Each creative, which is on one platform, and its rank there. */
const ranks = async (query?: string) =>
  (await creatives(query)).map(({ name, platforms: [{ rank }] }: Ranked) => [name, rank]);

describe('The creatives of an orchestration', () => {
  it('are none before there are ads, and not found where there is no orchestration', async () => {
    expect(await creatives()).toEqual([]);
    expect((await org.viewer('GET', `${prefix}/${randomUUID()}/creatives`)).body.code).toBe('orchestration-not-found');
    const { viewer: stranger } = await organisation(api);
    expect((await stranger('GET', `${prefix}/${id}/creatives`)).status).toBe(404);
  });

  it('show results on each platform by itself, and how they stand there', async () => {
    const hero = await withAd('A', 0, days(20, 30));
    await withAd('A', 1, days(20, 10), 'active', hero);
    await withAd('BB', 0, [...days(9, 30), ...days(4, 20), ...days(7, 15)]);
    const [first, second] = await creatives();
    expect(first).toMatchObject({ creative_id: hero, name: 'A', format: 'image' });
    expect(first.platforms).toEqual([
      expect.objectContaining({ platform: 'google', rank: 1, probability_best: 1, ctr: 1 }),
      {
        ...{ platform: 'meta', mapping_id: mappings[0]?.mapping_id, platform_ad_id: 'ad A', status: 'active' },
        ...{
          review: null,
          currency: 'USD',
          spend: 200,
          impressions: 20_000,
          clicks: 600,
          conversions: 20,
          revenue: 500,
        },
        ...{ roas: 2.5, ctr: 3, cpa: 10, cpm: 10, conversion_rate: 3.33, through: null },
        ...{ rank: 1, probability_best: expect.closeTo(1, 3), rate: expect.anything() },
        fatigue: {
          ...{ state: 'healthy', ratio: expect.objectContaining({ p50: expect.closeTo(1, 2) }) },
          baseline: { from: '2026-03-03', to: '2026-03-09', trials: 7_000, events: 210 },
          recent: { from: '2026-03-14', to: '2026-03-20', trials: 7_000, events: 210 },
        },
      },
    ]);
    expect(second.platforms).toMatchObject([{ platform: 'meta', rank: 2, fatigue: { state: 'fatigued' } }]);
    expect(second.platforms[0].fatigue.ratio.p50).toBeCloseTo(0.5, 1);
    const { rate } = first.platforms[1];
    expect(rate.p10 < 3 && rate.p90 > 3 && rate.p90 - rate.p10 < 0.5).toBe(true);
  });

  it('are told by the days that were over at the last look', async () => {
    const hero = await withAd('A', 0, [...days(16, 30), ...days(1, 1)]);
    await resultsOf(api, org.org, id).looked(mappings[0] as never, '2026-03-17T06:00:00.000Z', '2026-03-17');
    const [first] = await creatives();
    expect(first).toMatchObject({ creative_id: hero, platforms: [{ through: '2026-03-16' }] });
    expect(first.platforms[0].fatigue).toMatchObject({ state: 'healthy', recent: { to: '2026-03-16' } });
  });

  it('leave out of the ranking what cannot be shown any more, not what is paused', async () => {
    await withAd('A', 0, days(10, 90), 'removed');
    await withAd('BB', 0, days(10, 20), 'paused');
    await withAd('CCC', 0, []);
    expect(await ranks()).toEqual([
      ['A', null],
      ['BB', 1],
      ['CCC', null],
    ]);
  });

  it('may be told by conversions of clicks', async () => {
    await withAd('A', 0, days(20, 50, 2));
    await withAd('BB', 0, days(20, 30, 6));
    expect(await ranks()).toEqual([
      ['A', 1],
      ['BB', 2],
    ]);
    expect(await ranks('?measure=conversion_rate')).toEqual([
      ['A', 2],
      ['BB', 1],
    ]);
    const [, second] = await creatives('?measure=conversion_rate');
    // Three days are left out, in which conversions are still to come.
    expect(second.platforms[0].fatigue).toMatchObject({ recent: { to: '2026-03-17' }, state: 'healthy' });
  });
});
