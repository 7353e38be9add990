import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type RunningSandbox, runningSandbox, testToken } from '../../testing/running-sandbox.ts';

const advertiser = '7000000000000000001';
const base = '/tiktok/open_api/v1.3';

type Row = Readonly<Record<string, unknown>>;
type Envelope = Readonly<{
  code: number;
  message: string;
  data: Readonly<{
    campaign_id?: string;
    adgroup_id?: string;
    ad_ids?: readonly string[];
    list?: readonly Row[];
    page_info?: Readonly<Record<string, number>>;
  }>;
}>;

let sandbox: RunningSandbox;
const post = async (path: string, body: object): Promise<Envelope> => {
  const reply = await sandbox.call('POST', `${base}${path}`, {
    token: testToken,
    body: { advertiser_id: advertiser, ...body },
  });
  expect(reply.status).toBe(200);
  return reply.json<Envelope>();
};
const get = async (path: string, query: Readonly<Record<string, unknown>>): Promise<Envelope> => {
  const texts = Object.entries({ advertiser_id: advertiser, ...query }).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  const reply = await sandbox.call('GET', `${base}${path}?${new URLSearchParams(Object.fromEntries(texts))}`, {
    token: testToken,
  });
  return reply.json<Envelope>();
};

const campaign = async (more: object = {}): Promise<string> => {
  const body = {
    ...{ campaign_name: 'Spring Sale', objective_type: 'TRAFFIC', budget_mode: 'BUDGET_MODE_TOTAL', budget: 3000 },
    ...{
      budget_optimize_on: true,
      operation_status: 'ENABLE',
      request_id: String(Math.floor(performance.now() * 1e6)),
    },
  };
  return (await post('/campaign/create/', { ...body, ...more })).data.campaign_id ?? '';
};
const group = {
  ...{ adgroup_name: 'Spring Sale US', promotion_type: 'WEBSITE', placement_type: 'PLACEMENT_TYPE_NORMAL' },
  ...{ placements: ['PLACEMENT_TIKTOK'], location_ids: ['6252001'], age_groups: ['AGE_25_34', 'AGE_35_44'] },
  ...{ languages: ['en'], gender: 'GENDER_FEMALE', budget_mode: 'BUDGET_MODE_TOTAL', budget: 3000 },
  ...{ schedule_type: 'SCHEDULE_START_END', schedule_start_time: '2026-12-01 17:05:00' },
  ...{ schedule_end_time: '2026-12-31 05:00:00', optimization_goal: 'CLICK', billing_event: 'CPC' },
  ...{ bid_type: 'BID_TYPE_NO_BID', pacing: 'PACING_MODE_SMOOTH', operation_status: 'DISABLE' },
};
const createGroup = async (campaignId: string, more: object = {}): Promise<string> => {
  const { data, message } = await post('/adgroup/create/', { campaign_id: campaignId, ...group, ...more });
  expect(message).toBe('OK');
  return data.adgroup_id ?? '';
};
const hero = {
  ...{ ad_name: 'Hero A', identity_type: 'CUSTOMIZED_USER', identity_id: '69', ad_format: 'SINGLE_VIDEO' },
  ...{ video_id: 'v1', image_ids: ['cover'], ad_text: 'Spring prices', call_to_action: 'SHOP_NOW' },
  ...{ landing_page_url: 'https://shop.example.com/', operation_status: 'DISABLE' },
};
const createAds = (adGroupId: string, ...creatives: readonly object[]): Promise<Envelope> =>
  post('/ad/create/', { adgroup_id: adGroupId, creatives });
const setStatus = (level: 'adgroup' | 'ad' | 'campaign', ids: readonly string[], status: string): Promise<Envelope> =>
  post(`/${level}/status/update/`, { [`${level}_ids`]: ids, operation_status: status });
const adStatuses = async (filtering: object): Promise<readonly unknown[]> =>
  ((await get('/ad/get/', { filtering })).data.list ?? []).map((row) => row['secondary_status']);

beforeEach(async () => {
  sandbox = await runningSandbox();
  await sandbox.openAccount('tiktok', advertiser);
});
afterEach(() => sandbox.close());

describe('an ad group on TikTok', () => {
  it('is given back as it was sent, with its status in two words', async () => {
    const campaignId = await campaign();
    const { code, data } = await post('/adgroup/create/', { campaign_id: campaignId, ...group });
    expect({ code, ...data }).toMatchObject({
      ...{ code: 0, adgroup_id: '1805000000000000001', campaign_id: campaignId, adgroup_name: 'Spring Sale US' },
      ...{ operation_status: 'DISABLE', secondary_status: 'ADGROUP_STATUS_DISABLE', budget: 3000 },
      ...{ create_time: '2026-12-01 17:00:00', location_ids: ['6252001'] },
    });
  });

  it.each([
    ...['campaign_id', 'adgroup_name', 'billing_event', 'budget', 'budget_mode', 'optimization_goal', 'pacing'],
    ...['schedule_type', 'schedule_start_time', 'schedule_end_time', 'promotion_type', 'location_ids', 'bid_type'],
  ])('is refused without %s', async (field) => {
    const body = { campaign_id: await campaign(), ...group, [field]: undefined };
    expect((await post('/adgroup/create/', body)).code).toBe(40_002);
  });

  it.each<readonly [string, object]>([
    ['a start in the past', { schedule_start_time: '2026-12-01 16:59:59' }],
    ['an end before its start', { schedule_end_time: '2026-12-01 17:05:00' }],
    ['a total budget and no end', { schedule_type: 'SCHEDULE_FROM_NOW' }],
    ['a payment that its goal does not have', { billing_event: 'CPM' }],
    ['a pixel that its objective does not have', { pixel_id: 'C4', optimization_event: 'SHOPPING' }],
    ['a frequency that is for reach only', { frequency: 3, frequency_schedule: 7 }],
    ['an age that is no group', { age_groups: ['AGE_20_30'] }],
    ['a country by its code', { location_ids: ['US'] }],
    ['a bid by hand that has no price', { bid_type: 'BID_TYPE_CUSTOM' }],
    ['a bid above its budget', { bid_type: 'BID_TYPE_CUSTOM', bid_price: 3000 }],
    ['no placement although none is chosen automatically', { placements: [] }],
  ])('is refused with %s', async (_what, more) => {
    expect((await post('/adgroup/create/', { campaign_id: await campaign(), ...group, ...more })).code).toBe(40_002);
  });

  it.each<readonly [string, object, number]>([
    ['conversions without a pixel', { optimization_goal: 'CONVERT', billing_event: 'OCPM' }, 40_002],
    [
      'a retired event of the pixel',
      { optimization_goal: 'CONVERT', billing_event: 'OCPM', pixel_id: 'C4', optimization_event: 'ON_WEB_ORDER' },
      40_002,
    ],
    [
      'conversions with both',
      { optimization_goal: 'CONVERT', billing_event: 'OCPM', pixel_id: 'C4', optimization_event: 'SHOPPING' },
      0,
    ],
  ])('under a campaign for conversions, with %s', async (_what, more, code) => {
    const campaignId = await campaign({ objective_type: 'WEB_CONVERSIONS' });
    expect((await post('/adgroup/create/', { campaign_id: campaignId, ...group, ...more })).code).toBe(code);
  });

  it('for reach says how often one person sees it', async () => {
    const campaignId = await campaign({ objective_type: 'REACH' });
    const reach = { campaign_id: campaignId, ...group, optimization_goal: 'REACH', billing_event: 'CPM' };
    expect((await post('/adgroup/create/', reach)).code).toBe(40_002);
    expect((await post('/adgroup/create/', { ...reach, frequency: 3, frequency_schedule: 7 })).code).toBe(0);
  });

  it('has the least budget of its days, unless its campaign has the budget for all', async () => {
    const separate = await campaign({ budget_optimize_on: false });
    // 30 days of 20 USD.
    const tooSmall = await post('/adgroup/create/', { campaign_id: separate, ...group, budget: 599 });
    expect(tooSmall).toMatchObject({ code: 40_002, message: expect.stringMatching(/must not be less than 600/) });
    await createGroup(separate, { budget: 600 });
    await createGroup(await campaign(), { adgroup_name: 'Other', budget: 1 });
  });

  it('is created once for one request id', async () => {
    const body = { campaign_id: await campaign(), ...group, request_id: '8123456789012345679' };
    expect((await post('/adgroup/create/', body)).code).toBe(0);
    expect((await post('/adgroup/create/', body)).code).toBe(40_050);
    expect((await get('/adgroup/get/', {})).data.list).toHaveLength(1);
  });

  it('loses what a new list does not name, and keeps what is not sent', async () => {
    const id = await createGroup(await campaign());
    const { data } = await post('/adgroup/update/', { adgroup_id: id, age_groups: ['AGE_18_24'] });
    expect(data).toMatchObject({ age_groups: ['AGE_18_24'], languages: ['en'], location_ids: ['6252001'] });
    const moved = { adgroup_id: id, placements: ['PLACEMENT_PANGLE'] };
    expect((await post('/adgroup/update/', moved)).code).toBe(40_002);
  });
});

describe('an ad on TikTok', () => {
  it.each<readonly [string, object]>([
    ['no name', { ad_name: undefined }],
    ['nobody it speaks for', { identity_id: undefined }],
    ['a business centre that is not named', { identity_type: 'BC_AUTH_TT' }],
    ['one picture', { ad_format: 'SINGLE_IMAGE' }],
    ['no video', { video_id: undefined }],
    ['no cover', { image_ids: [] }],
    ['no text', { ad_text: undefined }],
    ['too long a text', { ad_text: 'x'.repeat(101) }],
    ['an emoji', { ad_text: 'Sale 🎉' }],
    ['no address', { landing_page_url: undefined }],
    ['a post that is shown for somebody else', { tiktok_item_id: '73', video_id: undefined, ad_text: undefined }],
    ['a post and a text', { tiktok_item_id: '73', identity_type: 'TT_USER', video_id: undefined }],
  ])('is refused with %s, and so are those that are sent with it', async (_what, more) => {
    const id = await createGroup(await campaign());
    expect((await createAds(id, hero, { ...hero, ...more })).code).toBe(40_002);
    expect(await adStatuses({ adgroup_ids: [id] })).toEqual([]);
  });

  it('may show a post of its author', async () => {
    const id = await createGroup(await campaign());
    const post = { ...hero, tiktok_item_id: '73', identity_type: 'TT_USER', video_id: undefined, ad_text: undefined };
    expect((await createAds(id, post)).code).toBe(0);
  });

  it('shows its review only while all of it is active', async () => {
    await sandbox.call('PUT', '/control/reviews', { body: { delayMs: 1000 } });
    const campaignId = await campaign();
    const groupId = await createGroup(campaignId);
    const { data } = await createAds(groupId, hero, { ...hero, ad_name: 'Hero B (rejected)' });
    const adIds = data.ad_ids ?? [];
    const of = { ad_ids: adIds };
    expect(await adStatuses(of)).toEqual(['AD_STATUS_DISABLE', 'AD_STATUS_DISABLE']);
    await setStatus('ad', adIds, 'ENABLE');
    expect(await adStatuses(of)).toEqual(['AD_STATUS_ADGROUP_DISABLE', 'AD_STATUS_ADGROUP_DISABLE']);
    await setStatus('adgroup', [groupId], 'ENABLE');
    expect(await adStatuses(of)).toEqual(['AD_STATUS_AUDIT', 'AD_STATUS_AUDIT']);
    sandbox.clock.forward(1000);
    expect(await adStatuses(of)).toEqual(['AD_STATUS_AUDIT_DENY', 'AD_STATUS_DELIVERY_OK']);
    await setStatus('campaign', [campaignId], 'DISABLE');
    expect(await adStatuses(of)).toEqual(['AD_STATUS_CAMPAIGN_DISABLE', 'AD_STATUS_CAMPAIGN_DISABLE']);
  });

  it('is deleted with what it stands in, and cannot come back', async () => {
    const campaignId = await campaign();
    const groupId = await createGroup(campaignId);
    const [id = ''] = (await createAds(groupId, hero)).data.ad_ids ?? [];
    await setStatus('campaign', [campaignId], 'DELETE');
    expect(await adStatuses({ ad_ids: [id] })).toEqual([]);
    const all = { ad_ids: [id], primary_status: 'STATUS_ALL' };
    expect(await adStatuses(all)).toEqual(['AD_STATUS_CAMPAIGN_DELETE']);
    expect((await setStatus('ad', [id], 'ENABLE')).code).toBe(40_002);
    expect((await createAds(groupId, hero)).code).toBe(40_002);
  });

  it('changes its status with up to twenty others, all of them or none', async () => {
    const groupId = await createGroup(await campaign());
    const { data } = await createAds(
      groupId,
      ...Array.from({ length: 20 }, (_, index) => ({ ...hero, ad_name: `${index}` })),
    );
    const ids = data.ad_ids ?? [];
    expect((await setStatus('ad', [...ids, '1'], 'ENABLE')).code).toBe(40_002);
    expect((await setStatus('ad', [...ids.slice(1), '1'], 'ENABLE')).code).toBe(40_007);
    expect(new Set(await adStatuses({ ad_ids: ids }))).toEqual(new Set(['AD_STATUS_DISABLE']));
    expect((await setStatus('ad', ids, 'ENABLE')).code).toBe(0);
  });
});

describe('a report by ad on TikTok', () => {
  const query = {
    ...{ report_type: 'BASIC', service_type: 'AUCTION', data_level: 'AUCTION_AD', page_size: 1000 },
    dimensions: ['ad_id', 'stat_time_day'],
    metrics: ['spend', 'impressions', 'reach', 'complete_payment'],
    ...{ start_date: '2026-12-01', end_date: '2026-12-30' },
  };
  type ReportRow = Readonly<{
    dimensions: Readonly<Record<string, string>>;
    metrics: Readonly<Record<string, string>>;
  }>;
  const report = async (more: object = {}): Promise<readonly ReportRow[]> =>
    ((await get('/report/integrated/get/', { ...query, ...more })).data.list ?? []) as unknown as readonly ReportRow[];
  const running = async (): Promise<readonly string[]> => {
    const groupId = await createGroup(await campaign(), { operation_status: 'ENABLE' });
    const active = { ...hero, operation_status: 'ENABLE' };
    const { data } = await createAds(groupId, active, { ...active, ad_name: 'Hero B' });
    return data.ad_ids ?? [];
  };

  it('leaves deleted ads out unless all are asked for', async () => {
    const [first = '', second = ''] = await running();
    sandbox.clock.forward(3000);
    await setStatus('ad', [first], 'DELETE');
    const idsIn = async (more: object) => new Set((await report(more)).map(({ dimensions }) => dimensions['ad_id']));
    expect(await idsIn({})).toEqual(new Set([second]));
    const all = { field_name: 'ad_status', filter_type: 'IN', filter_value: '["STATUS_ALL"]' };
    expect(await idsIn({ filtering: [all] })).toEqual(new Set([first, second]));
  });

  it('counts nobody twice who was reached on several days', async () => {
    const [first = ''] = await running();
    sandbox.clock.forward(5000);
    const only = [{ field_name: 'ad_ids', filter_type: 'IN', filter_value: JSON.stringify([first]) }];
    const days = await report({ filtering: only });
    const [total] = await report({ filtering: only, dimensions: ['ad_id'] });
    const sum = (metric: string) => days.reduce((all, { metrics }) => all + Number(metrics[metric]), 0);
    expect(days.length).toBeGreaterThan(3);
    expect(Number(total?.metrics['impressions'])).toBe(sum('impressions'));
    expect(Number(total?.metrics['reach'])).toBeLessThan(sum('reach'));
  });

  it('has a dash where nothing happened', async () => {
    await running();
    sandbox.clock.forward(60);
    const rows = await report();
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.some(({ metrics }) => metrics['complete_payment'] === '-')).toBe(true);
  });
});
