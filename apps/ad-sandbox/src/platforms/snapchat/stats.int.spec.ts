import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Reply, type RunningSandbox, runningSandbox, testToken } from '../../testing/running-sandbox.ts';

const adAccountId = 'dbb95f66-0000-4000-8000-000000000001';
const account = `/snapchat/v1/adaccounts/${adAccountId}`;

const sale = {
  name: 'Spring Sale [op-7f3a]',
  status: 'ACTIVE',
  start_time: '2026-12-01T05:00:00.000Z',
  end_time: '2026-12-31T05:00:00.000Z',
  lifetime_spend_cap_micro: 3_000_000_000,
};
const fields = 'impressions,swipes,spend,conversion_purchases,conversion_purchases_value';
const firstWeek = {
  granularity: 'DAY',
  start_time: '2026-12-01T00:00:00.000-05:00',
  end_time: '2026-12-08T00:00:00.000-05:00',
  fields,
};

type Stats = Readonly<Record<string, number>>;
type Row = Readonly<{ start_time: string; end_time: string; stats: Stats }>;
type Stat = Readonly<{
  timeseries: readonly Row[];
  finalized_data_end_time: string;
  breakdown_stats: Readonly<{
    campaign: readonly Readonly<{ id: string; stats: Stats; timeseries: readonly Row[] }>[];
  }>;
}>;

let sandbox: RunningSandbox;
const call = (method: string, path: string, body?: unknown): Promise<Reply> =>
  sandbox.call(method, path, { token: testToken, body });
const create = async (): Promise<string> => {
  const reply = await call('POST', `${account}/campaigns`, { campaigns: [sale] });
  const [created] = reply.json<{ campaigns: readonly { campaign: { id: string } }[] }>().campaigns;
  return created?.campaign.id ?? '';
};
const stats = (subject: string, query: Readonly<Record<string, string>>): Promise<Reply> =>
  call('GET', `${subject}/stats?${new URLSearchParams(query)}`);
const ofCampaign = (id: string, query: object = {}): Promise<Reply> =>
  stats(`/snapchat/v1/campaigns/${id}`, { ...firstWeek, ...query });
const series = async (reply: Promise<Reply>): Promise<Stat> => {
  const {
    timeseries_stats: [entry],
  } = (await reply).json<{
    timeseries_stats: readonly [{ sub_request_status: string; timeseries_stat: Stat }];
  }>();
  expect(entry.sub_request_status).toBe('SUCCESS');
  return entry.timeseries_stat;
};
const totalOf = async (id: string): Promise<Stats> => {
  const reply = await ofCampaign(id, { granularity: 'TOTAL' });
  const {
    total_stats: [entry],
  } = reply.json<{ total_stats: readonly [{ total_stat: { stats: Stats } }] }>();
  return entry.total_stat.stats;
};

const open = async (timeZone: string): Promise<void> => {
  sandbox = await runningSandbox();
  await sandbox.openAccount('snapchat', adAccountId, { timeZone });
};
beforeEach(() => open('America/New_York'));
afterEach(() => sandbox.close());

describe('statistics by day on Snapchat', () => {
  it("have a row for each day of the account's time zone, zeros where nothing was delivered", async () => {
    const id = await create();
    sandbox.clock.forward(3000);
    const { timeseries, ...rest } = await series(ofCampaign(id));
    expect(rest).toMatchObject({
      id,
      type: 'CAMPAIGN',
      granularity: 'DAY',
      start_time: '2026-12-01T00:00:00.000-05:00',
      end_time: '2026-12-08T00:00:00.000-05:00',
      finalized_data_end_time: '2026-12-04T17:00:00.000Z',
    });
    expect(timeseries.map((row) => [row.start_time, row.end_time])).toEqual(
      [1, 2, 3, 4, 5, 6, 7].map((day) => [
        `2026-12-0${day}T00:00:00.000-05:00`,
        `2026-12-0${day + 1}T00:00:00.000-05:00`,
      ]),
    );
    const spends = timeseries.map((row) => row.stats['spend'] ?? -1);
    expect(spends.slice(0, 4).every((spend) => spend > 10_000_000)).toBe(true);
    expect(spends.slice(4)).toEqual([0, 0, 0]);
    for (const row of timeseries) expect(Object.keys(row.stats)).toEqual(fields.split(','));
  });

  it('leave zeros out when that is asked for', async () => {
    const id = await create();
    sandbox.clock.forward(3000);
    expect((await series(ofCampaign(id, { omit_empty: 'true' }))).timeseries).toHaveLength(4);
  });

  it('add up to the total', async () => {
    const id = await create();
    sandbox.clock.forward(4000);
    const { timeseries } = await series(ofCampaign(id));
    const total = await totalOf(id);
    for (const field of fields.split(',')) {
      expect(timeseries.reduce((sum, row) => sum + (row.stats[field] ?? Number.NaN), 0)).toBe(total[field]);
    }
    expect(total['spend']).toBeGreaterThan(200_000_000);
  });

  it('have impressions and spend unless other fields are named', async () => {
    const { fields: _fields, ...query } = firstWeek;
    const { timeseries } = await series(stats(`/snapchat/v1/campaigns/${await create()}`, query));
    expect(Object.keys(timeseries[0]?.stats ?? {})).toEqual(['impressions', 'spend']);
  });

  it('can be had for all campaigns of an account, deleted ones too', async () => {
    const ids = [await create(), await create()];
    sandbox.clock.forward(2000);
    await call('DELETE', `/snapchat/v1/campaigns/${ids[0]}`);
    const whole = await series(stats(account, { ...firstWeek, breakdown: 'campaign' }));
    expect(whole.breakdown_stats.campaign.map(({ id }) => id)).toEqual(ids);
    for (const { id, timeseries } of whole.breakdown_stats.campaign) {
      expect(timeseries).toEqual((await series(ofCampaign(id))).timeseries);
    }
    expect((await stats(account, firstWeek)).status).toBe(400);
  });

  it('follow the clocks: the day on which summer time ends has 25 hours', async () => {
    const { timeseries } = await series(
      ofCampaign(await create(), {
        start_time: '2026-10-31T00:00:00.000-04:00',
        end_time: '2026-11-03T00:00:00.000-05:00',
      }),
    );
    expect(timeseries.map((row) => [row.start_time, row.end_time])).toEqual([
      ['2026-10-31T00:00:00.000-04:00', '2026-11-01T00:00:00.000-04:00'],
      ['2026-11-01T00:00:00.000-04:00', '2026-11-02T00:00:00.000-05:00'],
      ['2026-11-02T00:00:00.000-05:00', '2026-11-03T00:00:00.000-05:00'],
    ]);
  });

  it('begin at a midnight that is no full hour of UTC', async () => {
    await sandbox.close();
    await open('Asia/Kolkata');
    const range = { start_time: '2026-12-01T00:00:00.000+05:30', end_time: '2026-12-02T00:00:00.000+05:30' };
    expect((await series(ofCampaign(await create(), range))).timeseries).toHaveLength(1);
  });

  it.each([
    ['no end', { end_time: '' }, 'E1008'],
    ['a time without an offset', { start_time: '2026-12-01T00:00:00.000' }, 'E1008'],
    ['a time between two hours', { start_time: '2026-12-01T00:30:00.000-05:00' }, 'E1008'],
    ['an end before the start', { end_time: '2026-11-30T00:00:00.000-05:00' }, 'E1008'],
    ["another midnight than the account's", { start_time: '2026-12-01T00:00:00.000Z' }, 'E1008'],
    ['32 days', { end_time: '2027-01-02T00:00:00.000-05:00' }, 'E1008'],
    [
      '31 days and an hour',
      { start_time: '2026-10-15T00:00:00.000-04:00', end_time: '2026-11-15T00:00:00.000-05:00' },
      'E1008',
    ],
    ['an unknown field', { fields: 'spend,happiness' }, 'E2002'],
    ['an unknown granularity', { granularity: 'WEEK' }, 'E2002'],
  ])('are refused with %s', async (_case, query, code) => {
    const reply = await ofCampaign(await create(), query);
    expect([reply.status, reply.json()]).toMatchObject([400, { request_status: 'ERROR', error_code: code }]);
  });

  it('can be had for 31 days', async () => {
    const { timeseries } = await series(ofCampaign(await create(), { end_time: '2027-01-01T00:00:00.000-05:00' }));
    expect(timeseries).toHaveLength(31);
  });
});
