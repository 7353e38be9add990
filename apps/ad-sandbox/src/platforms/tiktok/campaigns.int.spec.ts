import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type RunningSandbox, runningSandbox, testToken } from '../../testing/running-sandbox.ts';

const advertiser = '7000000000000000001';
const base = '/tiktok/open_api/v1.3';

const sale = {
  advertiser_id: advertiser,
  campaign_name: 'Spring Sale [op-7f3a]',
  objective_type: 'TRAFFIC',
  budget_mode: 'BUDGET_MODE_DAY',
  budget: 50.25,
  operation_status: 'DISABLE',
};
const withRequestId = { ...sale, request_id: '8123456789012345678' };

type Envelope = Readonly<{
  code: number;
  message: string;
  request_id: string;
  data: Readonly<{
    campaign_id?: string;
    list?: readonly Readonly<Record<string, unknown>>[];
    page_info?: Readonly<Record<string, number>>;
  }>;
}>;

let sandbox: RunningSandbox;
const post = async (path: string, body: unknown): Promise<Envelope> =>
  (await sandbox.call('POST', `${base}${path}`, { token: testToken, body })).json<Envelope>();
const get = async (path: string, query: Readonly<Record<string, unknown>>): Promise<Envelope> => {
  const texts = Object.fromEntries(
    Object.entries(query).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
  const reply = await sandbox.call('GET', `${base}${path}?${new URLSearchParams(texts)}`, { token: testToken });
  expect(reply.status).toBe(200);
  return reply.json<Envelope>();
};
const create = async (more: object = {}): Promise<string> => {
  const { data, message } = await post('/campaign/create/', { ...sale, ...more });
  expect(message).toBe('OK');
  return data.campaign_id ?? '';
};
const list = async (query: object = {}): Promise<readonly Readonly<Record<string, unknown>>[]> =>
  (await get('/campaign/get/', { advertiser_id: advertiser, ...query })).data.list ?? [];
const ids = async (filtering: object): Promise<readonly unknown[]> =>
  (await list({ filtering })).map(({ campaign_id: id }) => id);
const setStatus = (campaignIds: readonly string[], status: string): Promise<Envelope> =>
  post('/campaign/status/update/', { advertiser_id: advertiser, campaign_ids: campaignIds, operation_status: status });

beforeEach(async () => {
  sandbox = await runningSandbox();
  await sandbox.openAccount('tiktok', advertiser);
});
afterEach(() => sandbox.close());

describe('creating a campaign on TikTok', () => {
  it('gives back the campaign, with its budget in currency units and its times in UTC', async () => {
    const { code, message, request_id: requestId, data } = await post('/campaign/create/', sale);
    expect({ code, message }).toEqual({ code: 0, message: 'OK' });
    expect(requestId).toMatch(/^\d{14}[0-9A-F]{16}$/);
    expect(data).toMatchObject({
      ...sale,
      campaign_id: '1800000000000000001',
      secondary_status: 'CAMPAIGN_STATUS_DISABLE',
      create_time: '2026-12-01 17:00:00',
      modify_time: '2026-12-01 17:00:00',
    });
  });

  it('says no with HTTP 200 and a code', async () => {
    const body = { ...sale, budget: undefined };
    const reply = await sandbox.call('POST', `${base}/campaign/create/`, { token: testToken, body });
    expect(reply.status).toBe(200);
    expect(reply.json()).toMatchObject({ code: 40_002, message: 'budget: Missing data for required field.', data: {} });
  });

  it.each(['advertiser_id', 'campaign_name', 'objective_type', 'budget_mode', 'budget'])(
    'is refused without %s',
    async (field) => {
      expect(await post('/campaign/create/', { ...sale, [field]: undefined })).toMatchObject({
        code: 40_002,
        message: `${field}: Missing data for required field.`,
      });
    },
  );

  it.each([
    ['an old objective', { objective_type: 'CONVERSIONS' }],
    ['an app to promote, but no type of promotion', { objective_type: 'APP_PROMOTION' }],
    ['a budget in text', { budget: '50' }],
    ['a budget finer than a cent', { budget: 50.255 }],
    ['a budget below the minimum', { budget: 49.99 }],
    ['a status of another platform', { operation_status: 'PAUSED' }],
    ['an emoji in the name', { campaign_name: 'Sale 🎉' }],
    ['a name that is too long', { campaign_name: 'あ'.repeat(257) }],
    ['a request id that is no number', { request_id: 'op-7f3a' }],
    ['a request id of more than 64 bits', { request_id: '9223372036854775808' }],
  ])('is refused with %s', async (_case, more) => {
    expect((await post('/campaign/create/', { ...sale, ...more })).code).toBe(40_002);
    expect(await list()).toEqual([]);
  });

  it('starts enabled when no status is sent', async () => {
    const id = await create({ operation_status: undefined });
    expect(await list({ filtering: { campaign_ids: [id] } })).toMatchObject([{ operation_status: 'ENABLE' }]);
  });

  it('refuses a name that is taken, unless a request id makes it another request', async () => {
    await create();
    expect(await post('/campaign/create/', sale)).toMatchObject({
      code: 40_002,
      message: expect.stringMatching(/exists/),
    });
    await create(withRequestId);
    expect(await list()).toHaveLength(2);
  });

  it('answers 40050 to a request id that was used, and creates nothing', async () => {
    await create(withRequestId);
    expect((await post('/campaign/create/', withRequestId)).code).toBe(40_050);
    expect(await list()).toHaveLength(1);
  });
});

describe('changing a campaign on TikTok', () => {
  it('changes name and budget, and nothing that is not sent', async () => {
    const id = await create();
    sandbox.clock.forward(60_000);
    const { data } = await post('/campaign/update/', { advertiser_id: advertiser, campaign_id: id, budget: 75 });
    expect(data).toMatchObject({
      campaign_name: sale.campaign_name,
      budget: 75,
      create_time: '2026-12-01 17:00:00',
      modify_time: '2026-12-01 17:01:00',
    });
  });

  it('never changes how the budget counts', async () => {
    const id = await create();
    const body = { advertiser_id: advertiser, campaign_id: id, budget_mode: 'BUDGET_MODE_TOTAL', budget: 500 };
    expect((await post('/campaign/update/', body)).code).toBe(40_002);
    expect(await list()).toMatchObject([{ budget_mode: 'BUDGET_MODE_DAY', budget: 50.25 }]);
  });

  it('has an endpoint of its own for the status, for all named campaigns or none', async () => {
    const both = [await create(), await create(withRequestId)];
    expect((await setStatus(both, 'ENABLE')).data).toMatchObject({ campaign_ids: both, status: 'ENABLE' });
    expect(await list()).toMatchObject([{ operation_status: 'ENABLE' }, { operation_status: 'ENABLE' }]);
    expect((await setStatus([...both, '1'], 'DISABLE')).code).toBe(40_007);
    expect(await list()).toMatchObject([{ operation_status: 'ENABLE' }, { operation_status: 'ENABLE' }]);
  });

  it('cannot undo a deletion', async () => {
    const id = await create();
    await setStatus([id], 'DELETE');
    expect((await setStatus([id], 'ENABLE')).code).toBe(40_002);
    expect((await post('/campaign/update/', { advertiser_id: advertiser, campaign_id: id, budget: 75 })).code).toBe(
      40_002,
    );
  });

  it('does not know a campaign that was never there', async () => {
    const body = { advertiser_id: advertiser, campaign_id: '1', budget: 75 };
    expect((await post('/campaign/update/', body)).code).toBe(40_007);
  });
});

describe('finding campaigns on TikTok', () => {
  it('gives an empty list for an id that does not exist', async () => {
    const { code, data } = await get('/campaign/get/', {
      advertiser_id: advertiser,
      filtering: { campaign_ids: ['1'] },
    });
    expect({ code, list: data.list }).toEqual({ code: 0, list: [] });
  });

  it('compares names loosely, so near matches come along', async () => {
    const [exact, near] = [await create(), await create({ campaign_name: 'Spring Sale [OP7F3A-2]' })];
    await create({ campaign_name: 'Autumn Sale' });
    expect(await ids({ campaign_name: '[op-7f3a]' })).toEqual([near, exact]);
  });

  it('hides deleted campaigns unless all are asked for', async () => {
    const id = await create();
    await setStatus([id], 'DELETE');
    expect(await ids({ campaign_ids: [id] })).toEqual([]);
    const [row] = await list({ filtering: { campaign_ids: [id], primary_status: 'STATUS_ALL' } });
    expect(row).toMatchObject({ campaign_id: id, secondary_status: 'CAMPAIGN_STATUS_DELETE' });
  });

  it('gives pages, of ten unless another size is asked for, and only the fields asked for', async () => {
    for (let count = 0; count < 12; count += 1) await create({ campaign_name: `Sale ${count}` });
    expect(await list()).toHaveLength(10);
    const { data } = await get('/campaign/get/', {
      advertiser_id: advertiser,
      page: 2,
      page_size: 5,
      fields: ['campaign_name'],
    });
    expect(data.page_info).toEqual({ page: 2, page_size: 5, total_number: 12, total_page: 3 });
    expect(data.list?.map(({ campaign_name: name }) => name)).toEqual([6, 5, 4, 3, 2].map((count) => `Sale ${count}`));
    expect(data.list?.every((row) => Object.keys(row).length === 1)).toBe(true);
  });

  it('does not know a path without its last slash, nor another version', async () => {
    const reply = await sandbox.call('GET', `${base}/campaign/get?advertiser_id=${advertiser}`, { token: testToken });
    expect(reply.status).toBe(404);
    expect(reply.headers.get('content-type')).toContain('text/html');
    const old = await sandbox.call('GET', '/tiktok/open_api/v1.2/campaign/get/', { token: testToken });
    expect(old.json()).toMatchObject({ code: 40_051 });
  });
});

describe('an advertiser on TikTok', () => {
  it('tells its currency and time zone', async () => {
    const { data } = await get('/advertiser/info/', { advertiser_ids: [advertiser] });
    expect(data.list).toMatchObject([{ advertiser_id: advertiser, currency: 'USD', timezone: 'America/New_York' }]);
  });

  it.each([
    ['expired', 40_102],
    ['revoked', 40_105],
  ])('is closed to a token that is %s', async (state, code) => {
    const body = { platform: 'tiktok', adAccountId: advertiser, state };
    await sandbox.call('POST', '/control/tokens', { body });
    expect((await get('/campaign/get/', { advertiser_id: advertiser })).code).toBe(code);
  });

  it('is closed to a call without a token, and to the token of others', async () => {
    const path = `${base}/campaign/get/?advertiser_id=${advertiser}`;
    expect((await sandbox.call('GET', path)).json()).toMatchObject({ code: 40_104 });
    expect((await sandbox.call('GET', path, { token: 'unknown' })).json()).toMatchObject({ code: 40_105 });
    await sandbox.openAccount('tiktok', '71', { accessToken: 'another' });
    expect((await sandbox.call('GET', path, { token: 'another' })).json()).toMatchObject({ code: 40_001 });
  });
});

describe('a report on TikTok', () => {
  const december = { start_date: '2026-12-01', end_date: '2026-12-30' };
  const metrics = ['spend', 'impressions', 'clicks', 'conversion', 'complete_payment', 'total_complete_payment_rate'];
  const query = {
    advertiser_id: advertiser,
    report_type: 'BASIC',
    service_type: 'AUCTION',
    data_level: 'AUCTION_CAMPAIGN',
    dimensions: ['campaign_id', 'stat_time_day'],
    metrics,
    page_size: 1000,
    ...december,
  };
  const only = (id: string) => ({
    filtering: [{ field_name: 'campaign_ids', filter_type: 'IN', filter_value: JSON.stringify([id]) }],
  });
  type Row = Readonly<{ dimensions: Readonly<Record<string, string>>; metrics: Readonly<Record<string, string>> }>;
  const report = async (more: object = {}): Promise<readonly Row[]> =>
    ((await get('/report/integrated/get/', { ...query, ...more })).data.list ?? []) as unknown as readonly Row[];
  const cents = (rows: readonly Row[]): number =>
    rows.reduce((total, row) => total + Math.round(Number(row.metrics['spend']) * 100), 0);

  it('has a row for each day of delivery, with values as text in currency units', async () => {
    const id = await create({ operation_status: 'ENABLE', budget: 500 });
    sandbox.clock.forward(4000);
    const rows = await report(only(id));
    expect(rows.map(({ dimensions }) => dimensions)).toEqual(
      [1, 2, 3, 4, 5].map((day) => ({ campaign_id: id, stat_time_day: `2026-12-0${day} 00:00:00` })),
    );
    for (const row of rows) {
      expect(Object.keys(row.metrics)).toEqual(metrics);
      expect(row.metrics['spend']).toMatch(/^\d+\.\d{2}$/);
      expect(row.metrics['total_complete_payment_rate']).toMatch(/^\d+\.\d{2}$/);
    }
  });

  it('gives the same total with days and without', async () => {
    const id = await create({ operation_status: 'ENABLE', budget: 500 });
    sandbox.clock.forward(9400);
    const days = await report(only(id));
    const [total, ...others] = await report({ ...only(id), dimensions: ['campaign_id'] });
    expect(others).toEqual([]);
    expect(total?.dimensions).toEqual({ campaign_id: id });
    expect(cents(days)).toBe(total === undefined ? 0 : cents([total]));
    expect(cents(days)).toBeGreaterThan(400_000);
  });

  it('leaves deleted campaigns out unless their status is asked for', async () => {
    const id = await create({ operation_status: 'ENABLE' });
    sandbox.clock.forward(2000);
    await setStatus([id], 'DELETE');
    expect(await report()).toEqual([]);
    const all = { field_name: 'campaign_status', filter_type: 'IN', filter_value: '["STATUS_ALL"]' };
    expect((await report({ filtering: [all] })).length).toBeGreaterThan(0);
  });

  it.each([
    ['more than 30 days by day', { end_date: '2026-12-31' }],
    ['an end before the start', { end_date: '2026-11-30' }],
    ['a day that does not exist', { end_date: '2026-12-32' }],
    ['an unknown metric', { metrics: ['happiness'] }],
    ['no campaign dimension', { dimensions: ['stat_time_day'] }],
    ['no kind of report', { report_type: 'SOME' }],
  ])('is refused with %s', async (_case, more) => {
    expect((await get('/report/integrated/get/', { ...query, ...more })).code).toBe(40_002);
  });
});
