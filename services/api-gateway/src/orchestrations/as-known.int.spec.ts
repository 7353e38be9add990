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
  org = await organisation(api);
}, 60_000);
afterAll(() => api.stop());

beforeEach(async () => {
  const drafted = await org.deployed({ platforms: ['meta', 'google'] });
  id = drafted.orchestration_id;
  [meta, google] = drafted.mappings;
  results = resultsOf(api, org.org, id);
  await results.knownSince('2026-03-01T00:00:00.000Z');
});

const text = async (query = ''): Promise<string> => {
  const answer = await org.viewer('GET', `${prefix}/${id}/performance${query}`);
  expect([query, answer.status]).toEqual([query, 200]);
  restOperations.getPerformance.response.parse(answer.body);
  return answer.text;
};
const performance = async (query = '') => JSON.parse(await text(query)).performance;
const daily = async (query = '') => {
  const { status, body } = await org.viewer('GET', `${prefix}/${id}/performance/daily${query}`);
  expect([query, status]).toEqual([query, 200]);
  restOperations.listDailyPerformance.response.parse(body);
  return body;
};

describe('Performance as known at an instant', () => {
  it('is to the byte what it was, whatever came after', async () => {
    await results.reported(meta, '2026-03-02T06:00:00.000Z', { '2026-03-01': 100, '2026-03-02': 12.34 });
    await results.looked(meta, '2026-03-02T06:00:01.000Z', '2026-03-02');
    await results.looked(google, '2026-03-02T06:00:01.000Z', null);
    const question = '?as_known_at=2026-03-02T09:00:00Z';
    const [first, firstDaily] = [await text(question), await daily(question)];
    expect(JSON.parse(first).performance).toMatchObject({
      ...{ total_spend: 112.34, budget_utilization: 1.12, total_conversions: 1, freshness: { is_complete: false } },
      platform_performance: [
        { platform: 'meta', status: 'active' },
        { spend: 0, status: 'active' },
      ],
    });

    await results.reported(meta, '2026-03-03T06:00:00.000Z', { '2026-03-01': 90, '2026-03-02': 200 });
    await results.reported(google, '2026-03-03T06:00:00.000Z', { '2026-03-01': 50 });
    await results.looked(meta, '2026-03-03T06:00:01.000Z', '2026-03-03');
    await results.looked(google, '2026-03-03T06:00:01.000Z', '2026-03-03');
    await org.operator('PUT', `${prefix}/${id}/budget`, { body: { total_budget: 20_000 } });
    const { body: started } = await org.operator('POST', `${prefix}/${id}/pause`);
    await org.settle(
      await org.viewer('GET', `${prefix}/${id}`).then(({ body }) => body.orchestration),
      started.workflow.workflow_id,
      'pause',
    );

    expect(await text(question)).toBe(first);
    expect(await daily(question)).toEqual(firstDaily);
    expect(await performance()).toMatchObject({
      ...{ total_spend: 340, budget_utilization: 1.7, freshness: { is_complete: true } },
      platform_performance: [
        { spend: 290, status: 'paused' },
        { spend: 50, status: 'paused' },
      ],
    });
    const { days } = await daily();
    expect(days.map((day: { spend: number }) => day.spend).toSorted()).toEqual([200, 50, 90]);
  });

  it('takes in what was observed at that very instant, and nothing later', async () => {
    await results.reported(meta, '2026-03-02T06:00:00.000Z', { '2026-03-01': 1 });
    await results.reported(meta, '2026-03-02T06:00:00.001Z', { '2026-03-01': 2 });
    const spend = async (at: string) => (await performance(`?as_known_at=${at}`)).total_spend;
    expect(await spend('2026-03-02T05:59:59.999Z')).toBe(0);
    expect(await spend('2026-03-02T06:00:00.000Z')).toBe(1);
    expect(await spend('2026-03-02T07:00:00.001%2B01:00')).toBe(2);
  });

  it('adds up what two campaigns spent on the day on which one was made in the place of the other', async () => {
    await results.reported(meta, '2026-03-02T06:00:00.000Z', { '2026-03-01': 100, '2026-03-02': 20 });
    await results.reported(meta, '2026-03-02T12:00:00.000Z', { '2026-03-02': 5, '2026-03-03': 2 }, 'made anew');
    const spent = async (query = '') => {
      const { days } = await daily(query);
      const byDay = days.map((day: { date: string; spend: number }) => `${day.date} ${day.spend}`).toSorted();
      return [(await performance(query)).total_spend, ...byDay];
    };
    expect(await spent()).toEqual([127, '2026-03-01 100', '2026-03-02 25', '2026-03-03 2']);
    expect(await spent('?as_known_at=2026-03-02T09:00:00Z')).toEqual([120, '2026-03-01 100', '2026-03-02 20']);
    expect(await spent('?as_known_at=2026-03-02T13:00:00Z')).toEqual(await spent());
  });

  it('was nothing before there was an orchestration', async () => {
    expect(await performance('?as_known_at=2026-02-01T00:00:00Z')).toMatchObject({
      ...{ total_spend: 0, roas: 0, budget_utilization: 0, platform_performance: [] },
      freshness: { observed_at: null, is_complete: true },
    });
  });

  it('is refused for an instant that is not past for good, and for a period that runs backwards', async () => {
    const faultOf = async (query: string) => {
      const { status, body } = await org.viewer('GET', `${prefix}/${id}/performance${query}`);
      return [status, body.code, body.errors?.[0].pointer];
    };
    const inAMinute = new Date(Date.now() + 60_000).toISOString();
    const justNow = new Date(Date.now() - 50_000).toISOString();
    const settled = new Date(Date.now() - 70_000).toISOString();
    for (const path of ['', '/daily']) {
      for (const at of [inAMinute, justNow, '0000-01-01T00:00:00Z', 'yesterday']) {
        expect(await faultOf(`${path}?as_known_at=${at}`)).toEqual([400, 'invalid-request', '#/query/as_known_at']);
      }
      expect((await faultOf(`${path}?as_known_at=${settled}`))[0]).toBe(200);
      expect(await faultOf(`${path}?from=2026-03-02&to=2026-03-01`)).toEqual([400, 'invalid-request', '#/query/to']);
      expect(await faultOf(`${path}?from=0000-01-01`)).toEqual([400, 'invalid-request', '#/query/from']);
      expect((await faultOf(`${path}?from=0001-01-01&to=9999-12-31`))[0]).toBe(200);
    }
  });

  it('is not told while the read tables are behind: it would change', async () => {
    const question = `${prefix}/${id}/performance`;
    await org.draft();
    api.progress.stop();
    expect(await org.viewer('GET', `${question}?as_known_at=2026-03-02T09:00:00Z`)).toMatchObject({
      ...{ status: 503, body: { code: 'unavailable' } },
    });
    expect((await org.viewer('GET', question)).status).toBe(200);
    api.progress.go();
    expect((await org.viewer('GET', `${question}?as_known_at=2026-03-02T09:00:00Z`)).status).toBe(200);
  });
});

describe('Performance of a period', () => {
  it('has the days from the first to the last, both counted', async () => {
    await results.reported(meta, '2026-03-05T06:00:00.000Z', {
      ...{ '2026-03-01': 1, '2026-03-02': 20, '2026-03-03': 300, '2026-03-04': 4_000 },
    });
    // Its ads are the same money, counted in another way.
    await results.adReported(meta, '2026-03-05T06:00:00.000Z', 'ad-1', { '2026-03-02': 19, '2026-03-03': 290 });
    expect(await performance('?from=2026-03-02&to=2026-03-03')).toMatchObject({
      ...{ total_spend: 320, total_impressions: 3_200, total_clicks: 160, total_conversions: 1, total_revenue: 960 },
      ...{ roas: 3, ctr: 5, cpa: 320, cpm: 100, budget_utilization: 3.2 },
    });
    expect((await performance('?from=2026-03-04')).total_spend).toBe(4_000);
    expect((await performance('?to=2026-03-01')).total_spend).toBe(1);
    expect((await performance('?from=2026-03-01')).platform_performance).toEqual(
      (await performance()).platform_performance,
    );
  });
});

describe('Freshness', () => {
  const freshness = async (query = '') => {
    const { freshness: whole, platform_performance: platforms } = await performance(query);
    return { whole, platforms: platforms.map((row: { freshness: unknown }) => row.freshness) };
  };

  it('tells the last successful look, what it covered, and that the worst counts for all', async () => {
    await results.reported(meta, '2026-03-02T06:00:00.000Z', { '2026-03-01': 10 });
    await results.looked(meta, '2026-03-29T06:00:00.000Z', '2026-03-29');
    await results.looked(google, '2026-03-15T18:00:00.000Z', '2026-03-16');
    const fresh = await freshness();
    expect(fresh.platforms).toEqual([
      {
        ...{ observed_at: '2026-03-29T06:00:00.000Z', data_through: '2026-03-29', maturity: 1 },
        ...{ restatement_window_days: 28, is_complete: true },
      },
      {
        ...{ observed_at: '2026-03-15T18:00:00.000Z', data_through: '2026-03-16', maturity: 0 },
        ...{ restatement_window_days: 90, is_complete: true },
      },
    ]);
    expect(fresh.whole).toEqual({
      ...{ observed_at: '2026-03-15T18:00:00.000Z', data_through: '2026-03-16', maturity: 0 },
      ...{ restatement_window_days: 90, is_complete: true },
    });
    const { body } = await org.viewer('GET', `${prefix}/${id}`);
    expect(body.orchestration.performance.freshness).toEqual(fresh.whole);
  });

  it('weighs the maturity of days by what was spent on them, and never has less for an old day', async () => {
    await results.reported(meta, '2026-03-15T06:00:00.000Z', { '2026-03-01': 30, '2026-03-08': 10 });
    await results.looked(meta, '2026-03-15T06:00:00.000Z', '2026-03-15');
    await results.looked(google, '2026-03-15T06:00:00.000Z', '2026-03-15');
    const ofMeta = async (query = '') => (await freshness(query)).platforms[0].maturity;
    expect(await ofMeta()).toBe(0.4375); // (30 × 14/28 + 10 × 7/28) / 40
    expect(await ofMeta('?to=2026-03-01')).toBe(0.5);
    expect(await ofMeta('?from=2026-03-08')).toBe(0.25);
    expect(await ofMeta('?to=2026-02-01')).toBe(1);
    expect(await ofMeta('?from=2026-03-20')).toBe(0);
    expect(await ofMeta('?as_known_at=2026-03-10T00:00:00Z')).toBe(0);
  });

  it('is incomplete while a campaign was never looked at, and after a look that failed, which lowers nothing', async () => {
    expect((await freshness()).whole).toMatchObject({ observed_at: null, maturity: 0, is_complete: false });
    await results.reported(meta, '2026-03-02T06:00:00.000Z', { '2026-03-01': 10 });
    await results.looked(meta, '2026-03-02T06:00:00.000Z', '2026-03-02');
    expect((await freshness()).whole).toMatchObject({ observed_at: null, data_through: null, is_complete: false });
    await results.looked(google, '2026-03-02T07:00:00.000Z', '2026-03-02');
    expect((await freshness()).whole).toMatchObject({ observed_at: '2026-03-02T06:00:00.000Z', is_complete: true });
    await results.looked(meta, '2026-03-02T08:00:00.000Z', null);
    expect(await performance()).toMatchObject({
      ...{ total_spend: 10, freshness: { observed_at: '2026-03-02T06:00:00.000Z', is_complete: false } },
      platform_performance: [{ freshness: { is_complete: false } }, { freshness: { is_complete: true } }],
    });
    await results.looked(meta, '2026-03-02T09:00:00.000Z', '2026-03-02');
    expect((await freshness()).whole).toMatchObject({ observed_at: '2026-03-02T07:00:00.000Z', is_complete: true });
  });
});

describe('The daily series', () => {
  it('has the days of each platform with their ratios and their freshness', async () => {
    await results.reported(meta, '2026-03-03T06:00:00.000Z', { '2026-03-02': 20, '2026-03-03': 2 });
    await results.looked(meta, '2026-03-03T06:00:01.000Z', '2026-03-03');
    const { days, next_cursor: next } = await daily();
    expect(next).toBeNull();
    const about = { platform: 'meta', mapping_id: meta.mapping_id, platform_ad_id: null, currency: 'USD' };
    expect(days).toEqual([
      {
        ...{ ...about, date: '2026-03-02', spend: 20, impressions: 200, clicks: 10, conversions: 0.5, revenue: 60 },
        ...{ roas: 3, ctr: 5, cpa: 40, cpm: 100, conversion_rate: 5 },
        ...{ reported_at: '2026-03-03T06:00:00.000Z', is_over: true },
        freshness: {
          ...{ observed_at: '2026-03-03T06:00:01.000Z', data_through: '2026-03-03', maturity: 0.0357 },
          ...{ restatement_window_days: 28, is_complete: true },
        },
      },
      expect.objectContaining({ date: '2026-03-03', spend: 2, is_over: false }),
    ]);
  });

  it('comes in pages, oldest first, which a restated day neither moves nor doubles', async () => {
    const spends = Object.fromEntries(Array.from({ length: 9 }, (_, day) => [`2026-03-0${day + 1}`, day + 1]));
    await results.reported(meta, '2026-03-10T06:00:00.000Z', spends);
    await results.reported(google, '2026-03-10T06:00:00.000Z', spends);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await daily(`?limit=4${cursor === null ? '' : `&cursor=${cursor}`}`);
      seen.push(...page.days.map((day: { date: string; platform: string }) => `${day.date} ${day.platform}`));
      cursor = page.next_cursor;
      await results.reported(meta, '2026-03-11T06:00:00.000Z', { '2026-03-02': 99, '2026-03-08': 99 });
    } while (cursor !== null);
    expect(new Set(seen).size).toBe(18);
    expect(seen.map((line) => line.slice(0, 10))).toEqual(Object.keys(spends).flatMap((date) => [date, date]));
  });

  it('is of one platform, a period, or the ads, where that is asked for', async () => {
    await results.reported(meta, '2026-03-03T06:00:00.000Z', { '2026-03-01': 1, '2026-03-02': 2 });
    await results.reported(google, '2026-03-03T06:00:00.000Z', { '2026-03-01': 3 });
    await results.adReported(meta, '2026-03-03T06:00:00.000Z', 'ad-1', { '2026-03-01': 4 });
    const spends = async (query: string) =>
      (await daily(query)).days.map(({ spend }: { spend: number }) => spend).toSorted();
    expect(await spends('')).toEqual([1, 2, 3]);
    expect(await spends('?platform=google')).toEqual([3]);
    expect(await spends('?from=2026-03-02&to=2026-03-02')).toEqual([2]);
    expect(await spends('?level=ad')).toEqual([4]);
    expect((await daily('?level=ad')).days[0].platform_ad_id).toBe('ad-1');
    const { body } = await org.viewer('GET', `${prefix}/${id}/performance/daily?limit=1`);
    const other = await org.viewer('GET', `${prefix}/${id}/performance/daily?level=ad&cursor=${body.next_cursor}`);
    expect(other.body.code).toBe('invalid-cursor');
  });

  it('shows nobody else’s days', async () => {
    await results.reported(meta, '2026-03-03T06:00:00.000Z', { '2026-03-01': 1 });
    const { viewer: stranger } = await organisation(api);
    for (const path of ['performance/daily', 'performance?from=2026-03-01', 'pacing']) {
      expect(await stranger('GET', `${prefix}/${id}/${path}`)).toMatchObject({ status: 404 });
    }
  });
});
