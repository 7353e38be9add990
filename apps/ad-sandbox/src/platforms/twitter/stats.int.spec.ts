import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Reply, type RunningSandbox, runningSandbox } from '../../testing/running-sandbox.ts';
import { adAccountId, type SignedCalls, signedCalls, tokenSecret } from './testing/signed-calls.ts';

type Metrics = Readonly<{
  impressions: readonly number[] | null;
  clicks: readonly number[] | null;
  billed_charge_local_micro: readonly number[] | null;
  conversion_purchases: Readonly<Record<string, readonly number[] | null>> | null;
  conversion_site_visits: null;
}>;
type Stats = Readonly<{
  time_series_length: number;
  data: readonly Readonly<{ id: string; id_data: readonly [Readonly<{ metrics: Metrics }>] }>[];
}>;

let sandbox: RunningSandbox;
let call: SignedCalls;

const path = `/stats/accounts/${adAccountId}`;
/** New York is five hours behind in December. */
const week = {
  entity: 'CAMPAIGN',
  start_time: '2026-12-01T05:00:00Z',
  end_time: '2026-12-08T05:00:00Z',
  granularity: 'DAY',
  placement: 'ALL_ON_TWITTER',
  metric_groups: 'ENGAGEMENT,BILLING,WEB_CONVERSION',
};

const create = async (status: string): Promise<string> => {
  const reply = await call('POST', `/accounts/${adAccountId}/campaigns`, {
    name: 'Sale',
    funding_instrument_id: `${adAccountId}1`,
    daily_budget_amount_local_micro: '500000000',
    total_budget_amount_local_micro: '15000000000',
    entity_status: status,
  });
  return reply.json<{ data: { id: string } }>().data.id;
};
const stats = (id: string, more: Readonly<Record<string, string>> = {}): Promise<Reply> =>
  call('GET', path, { ...week, entity_ids: id, ...more });
const metricsOf = async (id: string, more: Readonly<Record<string, string>> = {}): Promise<Metrics> => {
  const [row] = (await stats(id, more)).json<Stats>().data;
  if (row === undefined) throw new Error('no row');
  return row.id_data[0].metrics;
};
const total = (values: readonly number[] | null): number => (values ?? []).reduce((sum, value) => sum + value, 0);

beforeEach(async () => {
  sandbox = await runningSandbox();
  await sandbox.openAccount('twitter', adAccountId, { tokenSecret });
  call = signedCalls(sandbox);
});
afterEach(() => sandbox.close());

describe('a report on X', () => {
  it('has one value per day, in micros, zero before and after delivery', async () => {
    const id = await create('ACTIVE');
    sandbox.clock.forward(3000);
    const { time_series_length: length, data } = (await stats(id)).json<Stats>();
    expect({ length, ids: data.map((row) => row.id) }).toEqual({ length: 7, ids: [id] });
    const metrics = await metricsOf(id);
    const spend = metrics.billed_charge_local_micro ?? [];
    expect(spend.map((micros) => micros > 0)).toEqual([true, true, true, true, false, false, false]);
    for (const micros of spend) {
      expect(micros).toBeLessThanOrEqual(500_000_000);
      expect(micros % 10_000).toBe(0);
    }
    expect(metrics.conversion_purchases).toMatchObject({ post_view: null, metric: expect.any(Array) });
    expect(total(metrics.conversion_purchases?.['sale_amount'] ?? null)).toBeGreaterThan(0);
  });

  it('has null instead of values for nothing but zeros', async () => {
    const idle = await create('PAUSED');
    expect(await metricsOf(idle)).toEqual({
      impressions: null,
      clicks: null,
      billed_charge_local_micro: null,
      conversion_purchases: null,
      conversion_site_visits: null,
      conversion_sign_ups: null,
      conversion_downloads: null,
      conversion_custom: null,
    });
    const active = await create('ACTIVE');
    sandbox.clock.forward(3000);
    expect((await metricsOf(active, { placement: 'SPOTLIGHT' })).billed_charge_local_micro).toBeNull();
  });

  it('adds up to the same in one bucket, has only the groups asked for, and keeps what was deleted', async () => {
    const id = await create('ACTIVE');
    sandbox.clock.forward(3000);
    const daily = await metricsOf(id);
    await call('DELETE', `/accounts/${adAccountId}/campaigns/${id}`);
    const whole = await metricsOf(id, { granularity: 'TOTAL', metric_groups: 'BILLING' });
    expect(whole).toEqual({ billed_charge_local_micro: [total(daily.billed_charge_local_micro)] });
  });

  it('takes days of 23 and of 25 hours from midnight to midnight', async () => {
    const id = await create('PAUSED');
    const spring = { start_time: '2026-03-06T05:00:00Z', end_time: '2026-03-13T04:00:00Z' };
    expect((await stats(id, spring)).json()).toMatchObject({ time_series_length: 7 });
    const autumn = { start_time: '2026-10-30T04:00:00Z', end_time: '2026-11-05T05:00:00Z' };
    expect((await stats(id, autumn)).json()).toMatchObject({ time_series_length: 6 });
  });

  it.each([
    ['more than seven days', { end_time: '2026-12-09T05:00:00Z' }, 'INVALID_TIME_WINDOW'],
    [
      'seven days of which one has 25 hours',
      { start_time: '2026-10-30T04:00:00Z', end_time: '2026-11-06T05:00:00Z' },
      'INVALID_TIME_WINDOW',
    ],
    ['an end before the start', { end_time: '2026-12-01T05:00:00Z' }, 'INVALID_TIME_WINDOW'],
    ['days that begin at midnight of UTC', { start_time: '2026-12-02T00:00:00Z' }, 'INVALID_TIME_WINDOW'],
    ['days that end in the evening', { end_time: '2026-12-08T00:00:00Z' }, 'INVALID_TIME_WINDOW'],
    ['times within an hour', { granularity: 'TOTAL', start_time: '2026-12-01T05:30:00Z' }, 'INVALID_TIME_WINDOW'],
    ['a date for a time', { start_time: '2026-12-01' }, 'INVALID_PARAMETER'],
    ['no start', { start_time: '' }, 'MISSING_PARAMETER'],
    ['no placement', { placement: '' }, 'MISSING_PARAMETER'],
    ['two placements', { placement: 'ALL_ON_TWITTER,TREND' }, 'INVALID_PARAMETER'],
    ['an unknown group', { metric_groups: 'HAPPINESS' }, 'INVALID_PARAMETER'],
    ['more than twenty campaigns', { entity_ids: Array.from({ length: 21 }, () => 'a').join() }, 'INVALID_PARAMETER'],
    ['a campaign that is not there', { entity_ids: 'none' }, 'CAMPAIGN_NOT_FOUND'],
  ])('is refused with %s', async (_case, more, code) => {
    const id = await create('PAUSED');
    const reply = await stats(id, more);
    expect(reply.json()).toMatchObject({ errors: [{ code }] });
    expect(reply.status).toBe(code === 'CAMPAIGN_NOT_FOUND' ? 404 : 400);
  });
});
