import { restOperations } from '@campaigns/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { resultsOf } from '../testing/results.ts';
import { organisation, prefix } from '../testing/scenario.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
let org: Awaited<ReturnType<typeof organisation>>;
let id: string;
let results: ReturnType<typeof resultsOf>;
let meta: Readonly<{ mapping_id: string; platform: 'meta' }>;
let google: Readonly<{ mapping_id: string; platform: 'google' }>;

beforeAll(async () => {
  api = await startTestApi();
}, 60_000);
afterAll(() => api.stop());

/** 200 a day in a flight of thirty days of March, 120 on Meta and 80 on Google. */
beforeEach(async () => {
  org = await organisation(api);
  const budget = { total_budget: 6_000, budget_allocation: { meta: 3_600, google: 2_400 } };
  const drafted = await org.deployed({ platforms: ['meta', 'google'], ...budget });
  id = drafted.orchestration_id;
  [meta, google] = drafted.mappings;
  results = resultsOf(api, org.org, id);
  const text = `update read.campaign_orchestrations set flight_start_at = '2026-03-01T00:00:00Z',
    flight_end_at = '2026-03-31T00:00:00Z' where orchestration_id = $1`;
  await api.pool.query(text, [id]);
});

const pacing = async () => {
  const { status, body } = await org.viewer('GET', `${prefix}/${id}/pacing`);
  expect(status).toBe(200);
  return restOperations.getPacing.response.parse(body).pacing;
};
const tenDaysOf = (spend: number): Record<string, number> =>
  Object.fromEntries(Array.from({ length: 10 }, (_, day) => [`2026-03-${String(day + 1).padStart(2, '0')}`, spend]));

describe('Pacing', () => {
  it('compares spend with its plan, of each platform and of all, and tells where it will end', async () => {
    await results.reported(meta, '2026-03-11T06:00:00.000Z', { ...tenDaysOf(120), '2026-03-11': 30 });
    await results.reported(google, '2026-03-11T06:00:00.000Z', tenDaysOf(104));
    for (const mapping of [meta, google]) await results.looked(mapping, '2026-03-11T06:00:00.000Z', '2026-03-11');
    const { platforms, ...whole } = await pacing();
    expect(whole).toMatchObject({
      ...{ currency: 'USD', flight_start_at: '2026-03-01T00:00:00.000Z', flight_end_at: '2026-03-31T00:00:00.000Z' },
      ...{ budget: 6_000, through: '2026-03-10', elapsed_pct: 33.33, band: { lower_pct: 83, upper_pct: 117 } },
      ...{ planned_to_date: 2_000, spent_to_date: 2_240, spent: 2_270, status: 'on_track', daily_needed: 188 },
      freshness: { observed_at: '2026-03-11T06:00:00.000Z', data_through: '2026-03-11', is_complete: true },
    });
    expect(platforms).toMatchObject([
      {
        platform: 'meta',
        status: 'on_track',
        planned_to_date: 1_200,
        projected_end: { p50: 3_600 },
        daily_needed: 120,
      },
      { platform: 'google', status: 'over', planned_to_date: 800, projected_end: { p50: 3_120 }, daily_needed: 68 },
    ]);
    const { p10, p50, p90 } = whole.projected_end ?? { p10: 0, p50: 0, p90: 0 };
    expect(p50).toBe(6_720);
    expect([p10 < p50, p50 < p90]).toEqual([true, true]);
    expect(platforms[0]?.overspend_probability).toBe(0.5);
    expect(platforms[1]?.overspend_probability).toBeGreaterThan(0.95);
  });

  it('has amounts that can be paid in the currency', async () => {
    await results.reported(meta, '2026-03-08T06:00:00.000Z', { '2026-03-01': 100 / 3 });
    for (const mapping of [meta, google]) await results.looked(mapping, '2026-03-08T06:00:00.000Z', '2026-03-08');
    const { platforms, ...whole } = await pacing();
    for (const pace of [whole, ...platforms]) {
      for (const amount of [pace.spent, pace.planned_to_date, pace.daily_needed ?? 0, pace.projected_end?.p90 ?? 0]) {
        expect(Number(amount.toFixed(2))).toBe(amount);
      }
    }
  });

  it('goes by the days of the ad account', async () => {
    await api.pool.query(
      `update read.platform_connections c set time_zone = 'America/Los_Angeles' from read.orchestration_platforms p
       where c.connection_id = p.connection_id and p.mapping_id = $1`,
      [meta.mapping_id],
    );
    for (const mapping of [meta, google]) await results.looked(mapping, '2026-03-11T06:00:00.000Z', '2026-03-11');
    expect((await pacing()).platforms.map(({ through }) => through)).toEqual(['2026-03-09', '2026-03-10']);
  });

  it('has no data before the first deployment, and while no look at the results has succeeded', async () => {
    const nothing = { status: 'no_data', through: null, projected_end: null, daily_needed: null, planned_to_date: 0 };
    await results.looked(meta, '2026-03-11T06:00:00.000Z', null);
    expect(await pacing()).toMatchObject({
      ...{ ...nothing, freshness: { is_complete: false }, band: { lower_pct: 75, upper_pct: 125 }, elapsed_pct: 0 },
      platforms: [nothing, nothing],
    });
    ({ orchestration_id: id } = await org.draft({ platforms: ['meta'] }));
    expect(await pacing()).toMatchObject({ ...nothing, flight_start_at: null, freshness: { is_complete: true } });
  });

  it('knows that a platform without a campaign spends nothing of its part', async () => {
    const text = `update read.orchestration_platforms set status = 'failed', platform_campaign_id = null where mapping_id = $1`;
    await api.pool.query(text, [google.mapping_id]);
    await results.reported(meta, '2026-03-31T06:00:00.000Z', { '2026-03-01': 3_600 });
    await results.looked(meta, '2026-03-31T06:00:00.000Z', '2026-03-31');
    expect(await pacing()).toMatchObject({
      ...{ status: 'under', spent: 3_600, projected_end: { p50: 3_600 }, freshness: { is_complete: true } },
      platforms: [{ status: 'on_track' }, { platform: 'google', status: 'under', projected_end: { p90: 0 } }],
    });
  });

  it('expects of a paused platform no more spend', async () => {
    await api.pool.query(`update read.orchestration_platforms set status = 'paused' where orchestration_id = $1`, [id]);
    await results.reported(meta, '2026-03-11T06:00:00.000Z', tenDaysOf(120));
    for (const mapping of [meta, google]) await results.looked(mapping, '2026-03-11T06:00:00.000Z', '2026-03-11');
    expect((await pacing()).projected_end).toEqual({ p10: 1_200, p50: 1_200, p90: 1_200 });
  });
});
