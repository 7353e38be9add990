import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Reply, type RunningSandbox, runningSandbox, testToken } from '../../testing/running-sandbox.ts';

type Row = Readonly<{
  campaign_id?: string;
  spend: string;
  impressions: string;
  clicks: string;
  actions?: readonly Readonly<{ action_type: string; value: string }>[];
  action_values?: readonly Readonly<{ action_type: string; value: string }>[];
  date_start: string;
  date_stop: string;
}>;
type Report = Readonly<{ data: readonly Row[]; paging?: Readonly<{ next?: string }> }>;

const fields = 'fields=campaign_id,spend,impressions,clicks,actions,action_values';
const november = `time_range=${encodeURIComponent('{"since":"2026-11-01","until":"2026-11-30"}')}`;
const december = `time_range=${encodeURIComponent('{"since":"2026-12-01","until":"2026-12-31"}')}`;

let sandbox: RunningSandbox;
const get = (path: string): Promise<Reply> => sandbox.call('GET', `/meta/v26.0/${path}`, { token: testToken });
const report = async (subject: string, ...query: readonly string[]): Promise<Report> =>
  (await get(`${subject}/insights?${query.join('&')}`)).json<Report>();
const change = (id: string, body: object): Promise<Reply> =>
  sandbox.call('POST', `/meta/v26.0/${id}`, { token: testToken, body });
const create = async (more: object = {}): Promise<string> => {
  const body = {
    name: 'Sale',
    objective: 'OUTCOME_SALES',
    status: 'ACTIVE',
    special_ad_categories: [],
    lifetime_budget: 3_000_000,
    stop_time: '2026-12-31T00:00:00-0500',
    ...more,
  };
  const reply = await sandbox.call('POST', '/meta/v26.0/act_12/campaigns', { token: testToken, body });
  return reply.json<{ id: string }>().id;
};
const cents = (text: string): number => Math.round(Number(text) * 100);
const sum = (rows: readonly Row[], value: (row: Row) => number): number =>
  rows.reduce((total, row) => total + value(row), 0);

beforeEach(async () => {
  sandbox = await runningSandbox();
  await sandbox.openAccount('meta', '12');
});
afterEach(() => sandbox.close());

describe('insights on Meta', () => {
  it('have one row a day, every value as text, money in whole units with decimals', async () => {
    const id = await create();
    sandbox.clock.forward(5000);
    const { data } = await report(id, fields, december, 'time_increment=1');
    expect(data.map(({ date_start: date }) => date)).toEqual([1, 2, 3, 4, 5, 6].map((day) => `2026-12-0${day}`));
    for (const row of data) {
      expect(row.date_stop).toBe(row.date_start);
      expect(row.campaign_id).toBe(id);
      expect(row.spend).toMatch(/^\d+\.\d{2}$/);
      expect([row.impressions, row.clicks].every((count) => /^\d+$/.test(count))).toBe(true);
    }
    expect(sum(data, ({ spend }) => cents(spend))).toBeGreaterThan(30_000);
  });

  it('add up: the days make the total, and the campaigns make the account', async () => {
    const ids = [await create(), await create({ lifetime_budget: 900_000 })];
    sandbox.clock.forward(7300);
    const spent = async (subject: string, ...query: readonly string[]): Promise<number> =>
      sum((await report(subject, fields, december, 'limit=500', ...query)).data, ({ spend }) => cents(spend));
    const [one, other] = [await spent(`${ids[0]}`), await spent(`${ids[1]}`)];
    expect(await spent(`${ids[0]}`, 'time_increment=1')).toBe(one);
    expect(await spent(`${ids[0]}`, 'time_increment=3')).toBe(one);
    expect(await spent('act_12', 'level=campaign', 'time_increment=1')).toBe(one + other);
    expect(await spent('act_12')).toBe(one + other);
  });

  it('have no row without delivery', async () => {
    const id = await create({ status: 'PAUSED' });
    sandbox.clock.forward(5000);
    expect(await report(id, fields, december)).toEqual({ data: [] });
    await change(id, { status: 'ACTIVE' });
    sandbox.clock.forward(5000);
    expect((await report(id, fields, november)).data).toEqual([]);
    expect((await report(id, fields, december)).data).toHaveLength(1);
  });

  it('name one purchase several ways, with the value in action_values', async () => {
    const id = await create();
    sandbox.clock.forward(5000);
    const [row] = (await report(id, fields, december)).data;
    const purchases = ['omni_purchase', 'purchase', 'offsite_conversion.fb_pixel_purchase'];
    const counted = row?.actions?.filter(({ action_type: type }) => purchases.includes(type)) ?? [];
    expect(counted.map(({ action_type: type }) => type)).toEqual(purchases);
    expect(new Set(counted.map(({ value }) => value)).size).toBe(1);
    expect(row?.actions?.[0]?.action_type).toBe('link_click');
    expect(row?.action_values?.map(({ action_type: type }) => type)).toEqual(purchases);
    expect(row?.action_values?.[0]?.value).toMatch(/^\d+\.\d{2}$/);
  });

  it('count leads for a campaign that is after leads', async () => {
    const id = await create({ objective: 'OUTCOME_LEADS' });
    sandbox.clock.forward(5000);
    const [row] = (await report(id, fields, december)).data;
    expect(row?.actions?.map(({ action_type: type }) => type)).toEqual([
      'link_click',
      'lead',
      'offsite_conversion.fb_pixel_lead',
    ]);
    expect(row?.action_values).toBeUndefined();
  });

  it('never fall when they are read again, and stand still once the campaign is paused and old', async () => {
    const id = await create();
    let before: readonly Row[] = [];
    for (let read = 0; read < 12; read += 1) {
      sandbox.clock.forward(700);
      const { data } = await report(id, fields, december, 'time_increment=1');
      for (const [day, row] of before.entries()) {
        expect(cents(data[day]?.spend ?? '0')).toBeGreaterThanOrEqual(cents(row.spend));
        expect(Number(data[day]?.clicks)).toBeGreaterThanOrEqual(Number(row.clicks));
      }
      before = data;
    }
    await change(id, { status: 'PAUSED' });
    sandbox.clock.forward(4000);
    const settled = await report(id, fields, december, 'time_increment=1');
    sandbox.clock.forward(9000);
    expect(await report(id, fields, december, 'time_increment=1')).toEqual(settled);
  });

  it('take their range from a preset when none is given', async () => {
    const id = await create();
    sandbox.clock.forward(5000);
    const dates = async (preset: string): Promise<readonly string[]> =>
      (await report(id, `date_preset=${preset}`, 'time_increment=1')).data.map(({ date_start: date }) => date);
    expect(await dates('today')).toEqual(['2026-12-06']);
    expect(await dates('last_3d')).toEqual(['2026-12-03', '2026-12-04', '2026-12-05']);
    expect(await dates('maximum')).toHaveLength(6);
  });

  it('come in pages', async () => {
    const id = await create();
    sandbox.clock.forward(5000);
    const days: string[] = [];
    let path = `${id}/insights?${fields}&${december}&time_increment=1&limit=4`;
    for (let page = 0; page < 2; page += 1) {
      const { data, paging } = (await get(path)).json<Report>();
      days.push(...data.map(({ date_start: date }) => date));
      path = paging?.next?.slice(`${sandbox.url}/meta/v26.0/`.length) ?? '';
    }
    expect(path).toBe('');
    expect(days).toEqual([1, 2, 3, 4, 5, 6].map((day) => `2026-12-0${day}`));
  });

  it.each([
    [
      'a range that ends before it starts',
      `time_range=${encodeURIComponent('{"since":"2026-12-02","until":"2026-12-01"}')}`,
    ],
    ['a range without an end', `time_range=${encodeURIComponent('{"since":"2026-12-02"}')}`],
    ['an unknown preset', 'date_preset=forever'],
    ['an unknown field', 'fields=happiness'],
    ['an unknown level', 'level=planet'],
    ['an increment of no days', 'time_increment=0'],
  ])('refuse %s', async (_case, query) => {
    expect((await get(`act_12/insights?${query}`)).json()).toMatchObject({ error: { code: 100 } });
  });
});
