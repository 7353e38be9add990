import { restOperations } from '@campaigns/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { organisation, prefix } from '../testing/scenario.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
}, 60_000);
afterAll(() => api.stop());

describe('Performance', () => {
  it('is all zeros before there is any, and not an error', async () => {
    const { viewer, draft } = await organisation(api);
    const { orchestration_id: id } = await draft({ platforms: ['meta'] });
    const { status, body } = await viewer('GET', `${prefix}/${id}/performance`);
    expect(status).toBe(200);
    restOperations.getPerformance.response.parse(body);
    const zero = { roas: 0, ctr: 0, cpa: 0, cpm: 0, conversion_rate: 0, budget_utilization: 0 };
    const counts = { spend: 0, impressions: 0, clicks: 0, conversions: 0, revenue: 0 };
    const freshness = {
      ...{ observed_at: null, data_through: null, maturity: 1, restatement_window_days: 28, is_complete: true },
    };
    expect(body).toEqual({
      success: true,
      performance: {
        ...{ total_spend: 0, total_impressions: 0, total_clicks: 0, total_conversions: 0, total_revenue: 0 },
        ...zero,
        ...{ currency: 'USD', freshness },
        platform_performance: [{ platform: 'meta', status: 'pending', ...counts, ...zero, freshness }],
      },
    });
  });

  it('has the fields of the specification, rounded to two decimals, in the order of the platforms', async () => {
    const { viewer, deployed } = await organisation(api);
    const { orchestration_id: id } = await deployed({ platforms: ['meta', 'google'] });
    const results = [
      ['meta', 4271.6, 3_000_000_001, 103_500, 234, 17890.45],
      ['google', 2562.345, 51_463, 1_477, 145.5, 10987.23],
    ];
    for (const values of results) {
      const text = `update read.orchestration_platforms set spend = $2, impressions = $3, clicks = $4, conversions = $5, revenue = $6
                    where platform = $1 and orchestration_id = $7`;
      await api.pool.query(text, [...values, id]);
    }
    const { body } = await viewer('GET', `${prefix}/${id}/performance`);
    restOperations.getPerformance.response.parse(body);
    expect(body.performance).toEqual({
      total_spend: 6833.95,
      total_impressions: 3_000_051_464,
      total_clicks: 104_977,
      total_conversions: 379.5,
      total_revenue: 28877.68,
      roas: 4.23,
      ctr: 0,
      cpa: 18.01,
      cpm: 0,
      conversion_rate: 0.36,
      budget_utilization: 68.34,
      currency: 'USD',
      freshness: expect.anything(),
      platform_performance: [
        expect.objectContaining({
          platform: 'meta',
          status: 'active',
          spend: 4271.6,
          conversions: 234,
          revenue: 17890.45,
          roas: 4.19,
          ctr: 0,
          cpa: 18.25,
        }),
        expect.objectContaining({
          platform: 'google',
          spend: 2562.35,
          roas: 4.29,
          ctr: 2.87,
          cpa: 17.61,
          cpm: 49.79,
          budget_utilization: 68.33,
        }),
      ],
    });
    const details = await viewer('GET', `${prefix}/${id}`);
    expect(details.body.orchestration.performance).toEqual(body.performance);
  });

  it('stands beside sync logs, newest first, in pages', async () => {
    const { org, viewer, deployed } = await organisation(api);
    const { orchestration_id: id, mappings } = await deployed({ platforms: ['meta'] });
    for (let hour = 1; hour <= 3; hour += 1) {
      const text = `insert into read.orchestration_sync_logs values (gen_random_uuid(), $1, $2, gen_random_uuid(), $3, 'meta', 'full',
        'bidirectional', 'manual', 'completed', '[{"field":"name","before":"a","after":"b"}]', '[]', 1, 0, null, $4, $4, 1200)`;
      await api.pool.query(text, [id, org, mappings[0].mapping_id, `2026-01-01T0${hour}:00:00Z`]);
    }
    const first = await viewer('GET', `${prefix}/${id}/sync-logs?limit=2`);
    restOperations.listSyncLogs.response.parse(first.body);
    const second = await viewer('GET', `${prefix}/${id}/sync-logs?limit=2&cursor=${first.body.next_cursor}`);
    const times = [...first.body.sync_logs, ...second.body.sync_logs].map(({ started_at }) => started_at);
    expect(times).toEqual(['2026-01-01T03:00:00.000Z', '2026-01-01T02:00:00.000Z', '2026-01-01T01:00:00.000Z']);
    expect(second.body.next_cursor).toBeNull();
    const details = await viewer('GET', `${prefix}/${id}`);
    restOperations.getOrchestration.response.parse(details.body);
    expect(details.body.orchestration.sync_logs).toHaveLength(3);
  });

  it('stands beside the requests that were made to the platforms, newest first, in pages', async () => {
    const { org, viewer, deployed } = await organisation(api);
    const { orchestration_id: id, mappings } = await deployed({ platforms: ['meta'] });
    for (let hour = 1; hour <= 3; hour += 1) {
      const text = `insert into read.platform_calls values (gen_random_uuid(), $1, $2, gen_random_uuid(), $3,
        gen_random_uuid(), 'meta', 'pause-campaign', 'POST', '/v26.0/77', 200, null, 87, 'AbCd', $4)`;
      await api.pool.query(text, [id, org, mappings[0].mapping_id, `2026-01-01T0${hour}:00:00Z`]);
    }
    const first = await viewer('GET', `${prefix}/${id}/calls?limit=2`);
    restOperations.listPlatformCalls.response.parse(first.body);
    const second = await viewer('GET', `${prefix}/${id}/calls?limit=2&cursor=${first.body.next_cursor}`);
    const hours = [...first.body.calls, ...second.body.calls].map(({ called_at }) => called_at.slice(11, 13));
    expect(hours).toEqual(['03', '02', '01']);
    expect(second.body.next_cursor).toBeNull();
    const { viewer: stranger } = await organisation(api);
    expect(await stranger('GET', `${prefix}/${id}/calls`)).toMatchObject({ status: 404 });
  });

  it('lists the ads on all platforms, oldest first, in pages', async () => {
    const { org, viewer, deployed } = await organisation(api);
    const { orchestration_id: id, mappings } = await deployed({ platforms: ['meta'] });
    for (let hour = 1; hour <= 3; hour += 1) {
      const text = `insert into read.orchestration_ads (mapping_id, creative_id, org_id, orchestration_id, platform,
          operation_id, platform_ad_id, name, format, status, review, currency, spend, created_at, updated_at)
        values ($1, gen_random_uuid(), $2, $3, 'meta', gen_random_uuid(), $4, $5, 'image', 'active', 'approved', 'USD', 12.34,
          $6, $6)`;
      const values = [mappings[0].mapping_id, org, id, `ad-${hour}`, `Hero ${hour}`, `2026-01-01T0${hour}:00:00Z`];
      await api.pool.query(text, values);
    }
    const first = await viewer('GET', `${prefix}/${id}/ads?limit=2`);
    restOperations.listAds.response.parse(first.body);
    const second = await viewer('GET', `${prefix}/${id}/ads?limit=2&cursor=${first.body.next_cursor}`);
    expect([...first.body.ads, ...second.body.ads]).toMatchObject([
      { name: 'Hero 1', platform_ad_id: 'ad-1', review: 'approved', spend: 12.34 },
      { name: 'Hero 2' },
      { name: 'Hero 3' },
    ]);
    expect(second.body.next_cursor).toBeNull();
    const { viewer: stranger } = await organisation(api);
    expect(await stranger('GET', `${prefix}/${id}/ads`)).toMatchObject({ status: 404 });
  });
});
