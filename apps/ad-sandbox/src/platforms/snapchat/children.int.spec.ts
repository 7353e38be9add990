import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Reply, type RunningSandbox, runningSandbox, testToken } from '../../testing/running-sandbox.ts';

/** Ad squads, creatives and ads, as plain requests. */

type Json = Readonly<Record<string, unknown>>;
type Item = Readonly<{ sub_request_status: string; sub_request_error_reason?: string }> & Json;
type List = 'campaigns' | 'adsquads' | 'ads' | 'creatives';

const adAccountId = 'dbb95f66-0000-4000-8000-000000000001';
const root = '/snapchat/v1';
const account = `${root}/adaccounts/${adAccountId}`;

const sale = {
  ...{ name: 'Spring Sale [op-7f3a]', status: 'ACTIVE', start_time: '2026-12-01T00:00:00.000Z' },
  objective_v2_properties: { objective_v2_type: 'TRAFFIC' },
};
/** The sample of the documentation, with the campaign that it is in. */
const squadIn = (campaignId: string) => ({
  ...{ campaign_id: campaignId, name: 'Spring Sale [op-7f3a] US', type: 'SNAP_ADS', status: 'PAUSED' },
  ...{ placement_v2: { config: 'AUTOMATIC' }, optimization_goal: 'SWIPES', billing_event: 'IMPRESSION' },
  ...{ bid_strategy: 'AUTO_BID', daily_budget_micro: 20_000_000 },
  targeting: {
    geos: [{ country_code: 'us' }],
    demographics: [{ min_age: 25, max_age: 54, gender: 'FEMALE', languages: ['en'] }],
    enable_targeting_expansion: false,
  },
  ...{ start_time: '2026-12-01T00:00:00.000Z', end_time: '2026-12-31T23:00:00.000Z' },
});
const webView = {
  ...{ ad_account_id: adAccountId, name: 'Hero A [op-7f3a]', type: 'WEB_VIEW', headline: '20% off' },
  ...{ top_snap_media_id: 'm-1', profile_properties: { profile_id: 'p-1' }, brand_name: 'Shop' },
  ...{ call_to_action: 'SHOP_NOW', web_view_properties: { url: 'https://shop.example.com/' }, shareable: true },
};

let sandbox: RunningSandbox;
let campaignId: string;
const call = (method: string, path: string, body?: unknown): Promise<Reply> =>
  sandbox.call(method, path, { token: testToken, body });
const itemsOf = (reply: Reply, list: List): readonly Item[] => reply.json<Record<List, readonly Item[]>>()[list];
const reasonOf = (reply: Reply, list: List): string | undefined => itemsOf(reply, list)[0]?.sub_request_error_reason;
const idOf = (item: Json): string => String(item['id']);

const send = (method: string, path: string, list: List, ...sent: readonly unknown[]): Promise<Reply> =>
  call(method, path, { [list]: sent });
/** The one object that an answer is about; it has to be a success on both levels. */
const only = (reply: Reply, list: List): Json => {
  expect(reply.json()).toMatchObject({ request_status: 'SUCCESS' });
  const [item] = itemsOf(reply, list);
  expect(item).toMatchObject({ sub_request_status: 'SUCCESS' });
  return item?.[list.slice(0, -1)] as Json;
};
const make = async (path: string, list: List, sent: unknown): Promise<Json> =>
  only(await send('POST', path, list, sent), list);

const squads = (): string => `${root}/campaigns/${campaignId}/adsquads`;
const adsOf = (squad: Json): string => `${root}/adsquads/${idOf(squad)}/ads`;
const newSquad = (more: object = {}): Promise<Json> => make(squads(), 'adsquads', { ...squadIn(campaignId), ...more });
const newCreative = (more: object = {}): Promise<Json> =>
  make(`${account}/creatives`, 'creatives', { ...webView, ...more });
const adFor = (squad: Json, creative: Json, more: object = {}) => ({
  ...{ ad_squad_id: squad['id'], creative_id: creative['id'], name: 'Hero A [op-7f3a]', type: 'REMOTE_WEBPAGE' },
  ...more,
});
const newAd = async (squad: Json, more: object = {}): Promise<Json> =>
  make(adsOf(squad), 'ads', adFor(squad, await newCreative(), more));
const read = async (list: 'adsquads' | 'ads', object: Json): Promise<Json> =>
  only(await call('GET', `${root}/${list}/${idOf(object)}`), list);
const listed = async (path: string, list: List): Promise<readonly unknown[]> =>
  itemsOf(await call('GET', path), list).map((item) => (item[list.slice(0, -1)] as Json)['id']);
const switches = (...on: readonly string[]) => sandbox.call('PUT', '/control/switches', { body: { on } });

beforeEach(async () => {
  sandbox = await runningSandbox();
  await sandbox.openAccount('snapchat', adAccountId);
  campaignId = idOf(await make(`${account}/campaigns`, 'campaigns', sale));
});
afterEach(() => sandbox.close());

describe('creating an ad squad on Snapchat', () => {
  it('gives it back with its ages as text, and with what Snapchat adds', async () => {
    const reply = await send('POST', squads(), 'adsquads', squadIn(campaignId));
    expect([reply.status, reply.json()]).toEqual([
      200,
      {
        ...{ request_status: 'SUCCESS', request_id: expect.any(String) },
        adsquads: [
          {
            sub_request_status: 'SUCCESS',
            adsquad: {
              ...squadIn(campaignId),
              id: 'de16b229-0000-4000-8000-000000000001',
              ...{ created_at: '2026-12-01T17:00:00.000Z', updated_at: '2026-12-01T17:00:00.000Z' },
              targeting: {
                geos: [{ country_code: 'us' }],
                demographics: [{ min_age: '25', max_age: '54', gender: 'FEMALE', languages: ['en'] }],
                enable_targeting_expansion: false,
              },
              ...{ targeting_reach_status: 'VALID', auto_bid: true, target_bid: false },
              ...{ delivery_constraint: 'DAILY_BUDGET', pacing_type: 'STANDARD', creation_state: 'PUBLISHED' },
              delivery_status: ['INVALID_NOT_ACTIVE', 'INVALID_NOT_EFFECTIVE_ACTIVE'],
            },
          },
        ],
      },
    ]);
  });

  it('leaves it paused where nothing is said, and lets Snapchat widen its audience', async () => {
    const squad = await newSquad({ status: undefined, targeting: { geos: [{ country_code: 'us' }] } });
    expect(squad).toMatchObject({ status: 'PAUSED', targeting: { enable_targeting_expansion: true } });
  });

  it('takes ages as text as well', async () => {
    const demographics = [{ min_age: '25', max_age: '54' }];
    const squad = await newSquad({ targeting: { geos: [{ country_code: 'us' }], demographics } });
    expect(squad).toMatchObject({ targeting: { demographics } });
  });

  it('counts conversions within the usual window unless another one is named', async () => {
    const pixel = { optimization_goal: 'PIXEL_PURCHASE', pixel_id: 'px-1' };
    expect(await newSquad(pixel)).toMatchObject({ ...pixel, conversion_window: 'SWIPE_28DAY_VIEW_1DAY' });
    expect(await newSquad({ ...pixel, conversion_window: 'SWIPE_7DAY' })).toMatchObject({
      conversion_window: 'SWIPE_7DAY',
    });
  });

  it.each([
    ...['campaign_id', 'name', 'type', 'placement_v2', 'optimization_goal', 'billing_event', 'bid_strategy'],
    ...['daily_budget_micro', 'targeting'],
  ])('is refused without %s', async (field) => {
    const reply = await send('POST', squads(), 'adsquads', { ...squadIn(campaignId), [field]: undefined });
    expect([reply.status, reply.json()]).toMatchObject([200, { request_status: 'ERROR' }]);
    expect(reasonOf(reply, 'adsquads')).toContain(`required : [${field}]`);
    expect(await listed(squads(), 'adsquads')).toEqual([]);
  });

  const targeting = squadIn('').targeting;
  it.each([
    ['a budget below the minimum of a day', { daily_budget_micro: 4_999_999 }, 'E2002', '5000000'],
    ['both budgets', { lifetime_budget_micro: 20_000_000 }, 'E2002', 'Only one of'],
    [
      'a budget for a flight without an end',
      { daily_budget_micro: undefined, lifetime_budget_micro: 20_000_000, end_time: undefined },
      'E1001',
      'end_time',
    ],
    ['a budget in text', { daily_budget_micro: '20000000' }, 'E2002', 'daily_budget_micro'],
    ['an end before its start', { end_time: '2026-11-30T00:00:00.000Z' }, 'E1008', 'end time'],
    ['a bid strategy that is gone', { bid_strategy: 'MIN_ROAS' }, 'E2002', 'bid_strategy'],
    ['no bid where one is needed', { bid_strategy: 'TARGET_COST' }, 'E1001', 'bid_micro'],
    ['a bid below the least', { bid_strategy: 'TARGET_COST', bid_micro: 9_999 }, 'E2002', 'bid_micro'],
    ['a bid above the most', { bid_strategy: 'TARGET_COST', bid_micro: 500_000_001 }, 'E2002', 'bid_micro'],
    ['an unknown goal', { optimization_goal: 'CLICKS' }, 'E2002', 'optimization_goal'],
    ['a pixel goal without a pixel', { optimization_goal: 'PIXEL_PURCHASE' }, 'E1001', 'pixel_id'],
    [
      'a conversion window without a pixel goal',
      { optimization_goal: 'LANDING_PAGE_VIEW', conversion_window: 'SWIPE_7DAY' },
      'E1001',
      'window',
    ],
    ['another event to pay for', { billing_event: 'SWIPE' }, 'E2002', 'billing_event'],
    ['an unknown placement', { placement_v2: { config: 'SOME' } }, 'E2002', 'placement_v2'],
    [
      'chosen positions without the chat feed',
      { placement_v2: { config: 'CUSTOM', platforms: ['SNAPCHAT'], snapchat_positions: ['FEED'] } },
      'E21011',
      'CHAT_FEED',
    ],
    [
      'an unknown position',
      { placement_v2: { config: 'CUSTOM', platforms: ['SNAPCHAT'], snapchat_positions: ['CHAT_FEED', 'WALL'] } },
      'E2002',
      'snapchat_positions',
    ],
    ['no country', { targeting: { ...targeting, geos: [] } }, 'E1001', 'geos'],
    ['a country in capitals', { targeting: { ...targeting, geos: [{ country_code: 'US' }] } }, 'E2002', 'country_code'],
    [
      'several countries without a language',
      { targeting: { geos: [{ country_code: 'us' }, { country_code: 'de' }] } },
      'E1001',
      'language',
    ],
    ['ages below 13', { targeting: { ...targeting, demographics: [{ min_age: 12 }] } }, 'E2002', 'min_age'],
    [
      'ages the wrong way round',
      { targeting: { ...targeting, demographics: [{ min_age: 30, max_age: 20 }] } },
      'E2002',
      'max_age',
    ],
    ['an unknown gender', { targeting: { ...targeting, demographics: [{ gender: 'female' }] } }, 'E2002', 'gender'],
    ['another campaign than that of the path', { campaign_id: 'another' }, 'E2002', 'campaign_id'],
    ['a status of another platform', { status: 'ENABLED' }, 'E2002', 'status'],
    ['a name that is too long', { name: 'a'.repeat(376) }, 'E2002', 'name'],
  ])('is refused with %s', async (_case, more, code, about) => {
    const reply = await send('POST', squads(), 'adsquads', { ...squadIn(campaignId), ...more });
    expect(reasonOf(reply, 'adsquads')).toMatch(new RegExp(`^Error code: ${code}, message: .*${about}`));
    expect(await listed(squads(), 'adsquads')).toEqual([]);
  });

  it('with positions of its own is fine when the chat feed is among them', async () => {
    const placement = { config: 'CUSTOM', platforms: ['SNAPCHAT'], snapchat_positions: ['FEED', 'CHAT_FEED'] };
    expect(await newSquad({ placement_v2: placement })).toMatchObject({ placement_v2: placement });
  });

  it('has its budget on one of the two levels: with Smart Budget only the campaign may have one', async () => {
    const smart = { ...sale, daily_budget_micro: 50_000_000, pacing_level: 'CAMPAIGN' };
    campaignId = idOf(await make(`${account}/campaigns`, 'campaigns', smart));
    const reply = await send('POST', squads(), 'adsquads', squadIn(campaignId));
    expect(reasonOf(reply, 'adsquads')).toContain('Error code: E2002, message: The campaign has a Smart Budget');
    const squad = await newSquad({ daily_budget_micro: undefined });
    expect(squad).not.toHaveProperty('daily_budget_micro');
    expect(squad).not.toHaveProperty('delivery_constraint');
  });

  it('is refused in a campaign that is deleted', async () => {
    await call('DELETE', `${root}/campaigns/${campaignId}`);
    expect(reasonOf(await send('POST', squads(), 'adsquads', squadIn(campaignId)), 'adsquads')).toContain('E3003');
  });

  it('is refused as a whole with a body of another form, and for more than thirty', async () => {
    for (const body of [{ adsquads: {} }, { ads: [] }, '{', { adsquads: Array.from({ length: 31 }, () => ({})) }]) {
      expect((await call('POST', squads(), body)).json()).toMatchObject({ error_code: 'E1001' });
    }
  });
});

describe('changing an ad squad on Snapchat', () => {
  const put = (sent: unknown): Promise<Reply> => send('PUT', squads(), 'adsquads', sent);

  it('takes back what it gave, with one change in it', async () => {
    const squad = await newSquad({ bid_strategy: 'TARGET_COST', bid_micro: 1_500_000 });
    sandbox.clock.forward(60_000);
    expect(only(await put({ ...squad, name: 'New' }), 'adsquads')).toEqual({
      ...squad,
      ...{ name: 'New', updated_at: '2026-12-01T17:01:00.000Z' },
    });
  });

  it('replaces it: what is left out is gone, and without a status it is paused', async () => {
    const { id } = await newSquad({ status: 'ACTIVE' });
    const { targeting: _targeting, end_time: _end, start_time: _start, status: _status, ...rest } = squadIn(campaignId);
    await put({ ...rest, id, targeting: { geos: [{ country_code: 'de' }] } });
    const squad = await read('adsquads', { id });
    expect(squad).toMatchObject({ status: 'PAUSED', targeting: { geos: [{ country_code: 'de' }] } });
    expect(JSON.stringify(squad)).not.toContain('demographics');
    expect(squad).toMatchObject({ targeting: { enable_targeting_expansion: true } });
    for (const field of ['end_time', 'start_time']) expect(squad).not.toHaveProperty(field);
  });

  it.each([
    ['the budget left out', { daily_budget_micro: undefined }, 'E1001'],
    ['both budgets', { lifetime_budget_micro: 50_000_000 }, 'E2002'],
    ['another campaign', { campaign_id: 'another' }, 'E2023'],
    ['another type of ads', { child_ad_type: 'STORY' }, 'E2023'],
    ['an id that is not there', { id: 'another' }, 'E3003'],
  ])('is refused with %s', async (_case, more, code) => {
    const squad = await newSquad();
    expect(reasonOf(await put({ ...squad, name: 'New', ...more }), 'adsquads')).toContain(`Error code: ${code},`);
    expect(await read('adsquads', squad)).toEqual(squad);
  });

  it('is refused for automatic placement where squads are locked, and for no other', async () => {
    const placement = { config: 'CUSTOM', platforms: ['SNAPCHAT'], snapchat_positions: ['CHAT_FEED'] };
    const [automatic, custom] = [await newSquad(), await newSquad({ placement_v2: placement })];
    await switches('snapchat_squads_locked');
    expect(reasonOf(await put({ ...automatic, status: 'ACTIVE' }), 'adsquads')).toContain('Error code: E2025,');
    expect(await read('adsquads', automatic)).toEqual(automatic);
    expect(only(await put({ ...custom, status: 'ACTIVE' }), 'adsquads')).toMatchObject({ status: 'ACTIVE' });
    await switches();
    expect(only(await put({ ...automatic, status: 'ACTIVE' }), 'adsquads')).toMatchObject({ status: 'ACTIVE' });
  });
});

describe('creatives on Snapchat', () => {
  const post = (sent: unknown): Promise<Reply> => send('POST', `${account}/creatives`, 'creatives', sent);

  it('are kept for the account and can be read and listed', async () => {
    const creative = await newCreative();
    expect(creative).toMatchObject({ ...webView, id: '4fee52ca-0000-4000-8000-000000000001' });
    expect(only(await call('GET', `${root}/creatives/${idOf(creative)}`), 'creatives')).toEqual(creative);
    expect(await listed(`${account}/creatives`, 'creatives')).toEqual([creative['id']]);
  });

  it.each([
    ['a headline that is too long', { headline: 'a'.repeat(35) }, 'E2002'],
    ['a brand name that is too long', { brand_name: 'a'.repeat(33) }, 'E2002'],
    ['no public profile', { profile_properties: undefined }, 'E1001'],
    ['no picture', { top_snap_media_id: undefined }, 'E1001'],
    ['no address of its web view', { web_view_properties: undefined }, 'E2002'],
    ['an unknown type', { type: 'REMOTE_WEBPAGE' }, 'E2002'],
    ['no name', { name: '' }, 'E1001'],
  ])('are refused with %s', async (_case, more, code) => {
    expect(reasonOf(await post({ ...webView, ...more }), 'creatives')).toContain(`Error code: ${code},`);
    expect(await listed(`${account}/creatives`, 'creatives')).toEqual([]);
  });

  it('cannot be deleted', async () => {
    const creative = await newCreative();
    expect((await call('DELETE', `${root}/creatives/${idOf(creative)}`)).status).toBe(404);
  });
});

describe('ads on Snapchat', () => {
  it('begin paused where nothing is said, and in review', async () => {
    await sandbox.call('PUT', '/control/reviews', { body: { delayMs: 5_000 } });
    const squad = await newSquad();
    const ad = await newAd(squad);
    expect(ad).toEqual({
      ...{ id: '97759976-0000-4000-8000-000000000001', name: 'Hero A [op-7f3a]', ad_squad_id: squad['id'] },
      ...{ created_at: '2026-12-01T17:00:00.000Z', updated_at: '2026-12-01T17:00:00.000Z' },
      ...{ creative_id: expect.any(String), status: 'PAUSED', type: 'REMOTE_WEBPAGE', render_type: 'STATIC' },
      ...{ review_status: 'PENDING', review_status_reasons: [] },
      delivery_status: ['INVALID_NOT_ACTIVE', 'INVALID_NOT_EFFECTIVE_ACTIVE', 'INVALID_PENDING_REVIEW_STATUS'],
    });
    sandbox.clock.forward(5_000);
    expect(await read('ads', ad)).toMatchObject({ review_status: 'APPROVED' });
  });

  it('can be turned away by the review, with its reasons', async () => {
    const ad = await newAd(await newSquad(), { name: 'To be rejected' });
    expect(await read('ads', ad)).toMatchObject({
      ...{ review_status: 'REJECTED', review_status_reasons: [expect.any(String)] },
    });
  });

  it.each([
    ['WEB_VIEW', 'REMOTE_WEBPAGE', 'WEB_VIEW'],
    ['SNAP_AD', 'SNAP_AD', 'REMOTE_WEBPAGE'],
    ['APP_INSTALL', 'APP_INSTALL', 'SNAP_AD'],
    ['DEEP_LINK', 'DEEP_LINK', 'SNAP_AD'],
  ])('of a creative %s must be of type %s', async (creativeType, type, wrong) => {
    const [squad, creative] = [await newSquad(), await newCreative({ type: creativeType })];
    const refused = await send('POST', adsOf(squad), 'ads', adFor(squad, creative, { type: wrong }));
    expect(reasonOf(refused, 'ads')).toContain('Error code: E1008,');
    expect(await make(adsOf(squad), 'ads', adFor(squad, creative, { type }))).toMatchObject({ type });
  });

  it('of a squad are all of the type of its first one', async () => {
    const squad = await newSquad();
    await newAd(squad);
    const plain = await newCreative({ type: 'SNAP_AD' });
    const refused = await send('POST', adsOf(squad), 'ads', adFor(squad, plain, { type: 'SNAP_AD' }));
    expect(reasonOf(refused, 'ads')).toContain(
      'Error code: E2023, message: Property can not be changed : [child_ad_type]',
    );
    expect(await read('adsquads', squad)).toMatchObject({ child_ad_type: 'REMOTE_WEBPAGE' });
    await send('PUT', squads(), 'adsquads', { ...squad, name: 'New' });
    expect(await read('adsquads', squad)).toMatchObject({ name: 'New', child_ad_type: 'REMOTE_WEBPAGE' });
  });

  it.each([
    ['no squad', { ad_squad_id: undefined }, 'E1001'],
    ['another squad than that of the path', { ad_squad_id: 'another' }, 'E2002'],
    ['a creative that is not there', { creative_id: 'another' }, 'E2002'],
    ['no type', { type: undefined }, 'E1001'],
    ['no name', { name: undefined }, 'E1001'],
  ])('are refused with %s', async (_case, more, code) => {
    const [squad, creative] = [await newSquad(), await newCreative()];
    const reply = await send('POST', adsOf(squad), 'ads', adFor(squad, creative, more));
    expect(reasonOf(reply, 'ads')).toContain(`Error code: ${code},`);
    expect(await listed(adsOf(squad), 'ads')).toEqual([]);
  });

  it('are refused with the creative of somebody else', async () => {
    await sandbox.openAccount('snapchat', 'another');
    const foreign = await make(`${root}/adaccounts/another/creatives`, 'creatives', {
      ...webView,
      ad_account_id: 'another',
    });
    const squad = await newSquad();
    const reply = await send('POST', adsOf(squad), 'ads', adFor(squad, foreign));
    expect(reasonOf(reply, 'ads')).toContain('[creative_id]');
  });

  it('are replaced whole, many at once, and are paused without a status', async () => {
    const squad = await newSquad();
    const ads = [await newAd(squad, { status: 'ACTIVE' }), await newAd(squad, { status: 'ACTIVE' })];
    const [first = {}, second = {}] = ads;
    const { status: _status, ...without } = second;
    const reply = await send('PUT', adsOf(squad), 'ads', { ...first, name: 'New' }, without);
    expect(itemsOf(reply, 'ads')).toMatchObject([
      { ad: { name: 'New', status: 'ACTIVE', creative_id: first['creative_id'] } },
      { ad: { status: 'PAUSED' } },
    ]);
    const missingCreative = await send('PUT', adsOf(squad), 'ads', { ...first, creative_id: undefined });
    expect(reasonOf(missingCreative, 'ads')).toContain('required : [creative_id]');
  });
});

describe('lists below a campaign on Snapchat', () => {
  it('are there for squads, campaigns and the account', async () => {
    const squad = await newSquad();
    const ad = await newAd(squad);
    for (const under of [`${root}/campaigns/${campaignId}`, account]) {
      expect(await listed(`${under}/adsquads`, 'adsquads')).toEqual([squad['id']]);
      expect(await listed(`${under}/ads`, 'ads')).toEqual([ad['id']]);
    }
    expect(await listed(adsOf(squad), 'ads')).toEqual([ad['id']]);
    expect(await listed(adsOf(await newSquad()), 'ads')).toEqual([]);
  });

  it('show what is deleted to who asks for it only', async () => {
    const squad = await newSquad();
    const ad = await newAd(squad);
    for (const [list, object] of [
      ['ads', ad],
      ['adsquads', squad],
    ] as const) {
      const path = `${root}/${list}/${idOf(object)}`;
      const reply = await call('DELETE', path);
      expect([reply.status, reply.json()]).toMatchObject([200, { request_status: 'SUCCESS', [list]: [] }]);
      for (const method of ['GET', 'DELETE']) {
        expect((await call(method, path)).json()).toMatchObject({ error_code: 'E3003' });
      }
      const lists = `${root}/campaigns/${campaignId}/${list}`;
      expect(await listed(lists, list)).toEqual([]);
      expect(await listed(`${lists}?read_deleted_entities=true`, list)).toEqual([object['id']]);
    }
    expect(reasonOf(await send('PUT', squads(), 'adsquads', squad), 'adsquads')).toContain('E3003');
    expect(reasonOf(await send('POST', adsOf(squad), 'ads', adFor(squad, await newCreative())), 'ads')).toContain(
      'E3003',
    );
  });

  it('give pages that are linked', async () => {
    const sent = Array.from({ length: 30 }, () => squadIn(campaignId));
    await send('POST', squads(), 'adsquads', ...sent);
    await send('POST', squads(), 'adsquads', ...sent);
    const first = (await call('GET', `${squads()}?limit=50`)).json<{ paging: { next_link: string } }>();
    expect(first).toMatchObject({ adsquads: { length: 50 } });
    const second = await call('GET', first.paging.next_link.slice(sandbox.url.length));
    expect(second.json()).toMatchObject({ paging: {}, adsquads: { length: 10 } });
    expect(second.text).not.toContain('next_link');
    expect((await call('GET', `${squads()}?limit=49`)).status).toBe(400);
  });

  it('are closed to others', async () => {
    const squad = await newSquad();
    await sandbox.openAccount('snapchat', 'another', { accessToken: 'another-token' });
    for (const path of [squads(), `${root}/adsquads/${idOf(squad)}`, adsOf(squad), `${account}/creatives`]) {
      const reply = await sandbox.call('GET', path, { token: 'another-token' });
      expect([reply.status, reply.json()]).toMatchObject([403, { error_code: 'E3001' }]);
    }
    expect((await call('GET', `${root}/adsquads/unknown`)).status).toBe(404);
  });
});

describe('what a hierarchy delivers on Snapchat', () => {
  const range = { start_time: '2026-12-01T00:00:00.000-05:00', end_time: '2026-12-08T00:00:00.000-05:00' };
  const report = async (query: object): Promise<Json> => {
    const parameters = new URLSearchParams({ ...range, ...query });
    const reply = await call('GET', `${root}/campaigns/${campaignId}/stats?${parameters}`);
    const body = reply.json<Record<string, readonly Json[]>>();
    const [stat] = body['timeseries_stats'] ?? body['total_stats'] ?? [];
    return (stat?.['timeseries_stat'] ?? stat?.['total_stat']) as Json;
  };
  type Entry = Readonly<{ id: string; type: string; stats: Json; timeseries: readonly Readonly<{ stats: Json }>[] }>;
  const byAd = async (query: object): Promise<readonly Entry[]> =>
    ((await report({ breakdown: 'ad', ...query }))['breakdown_stats'] as { ad: readonly Entry[] }).ad;
  const spend = async (): Promise<number> => {
    const { stats } = await report({ granularity: 'TOTAL', fields: 'spend' });
    return Number((stats as Json)['spend']);
  };

  it('is nothing until squad and ad are active, and approved', async () => {
    const squad = await newSquad();
    const ad = await newAd(squad, { name: 'In review' });
    const activate = async (list: 'adsquads' | 'ads', object: Json): Promise<void> => {
      const path = list === 'ads' ? adsOf(squad) : squads();
      only(await send('PUT', path, list, { ...(await read(list, object)), status: 'ACTIVE' }), list);
    };
    sandbox.clock.forward(2_000);
    expect(await spend()).toBe(0);
    await activate('ads', ad);
    sandbox.clock.forward(2_000);
    expect(await spend()).toBe(0);
    await activate('adsquads', squad);
    sandbox.clock.forward(2_000);
    expect(await spend()).toBe(0);
    await sandbox.call('PATCH', `/control/children/snapchat/ad/${idOf(ad)}`, { body: { review: 'approved' } });
    sandbox.clock.forward(2_000);
    expect(await spend()).toBeGreaterThan(0);
  });

  it('is broken down by ad, deleted ads too, and adds up to the whole', async () => {
    const squad = await newSquad({ status: 'ACTIVE' });
    const ads = [await newAd(squad, { status: 'ACTIVE' }), await newAd(squad, { status: 'ACTIVE' })];
    sandbox.clock.forward(3_000);
    await call('DELETE', `${root}/ads/${idOf(ads[0] ?? {})}`);
    sandbox.clock.forward(1_000);
    const days = await byAd({ granularity: 'DAY', fields: 'spend' });
    expect(days).toMatchObject(ads.map(({ id }) => ({ id, type: 'AD', granularity: 'DAY' })));
    const totals = await byAd({ granularity: 'TOTAL', fields: 'spend' });
    const sums = days.map(({ timeseries }) => timeseries.reduce((sum, { stats }) => sum + Number(stats['spend']), 0));
    expect(totals.map(({ stats }) => stats['spend'])).toEqual(sums);
    for (const sum of sums) expect(sum).toBeGreaterThan(0);
    expect(sums.reduce((sum, each) => sum + each, 0)).toBe(await spend());
  });

  it('is never more than the budget of the squad', async () => {
    const squad = await newSquad({
      ...{ status: 'ACTIVE', daily_budget_micro: undefined, lifetime_budget_micro: 30_000_000 },
    });
    await newAd(squad, { status: 'ACTIVE' });
    sandbox.clock.forward(40_000);
    const whole = await spend();
    expect(whole).toBeGreaterThan(0);
    expect(whole).toBeLessThanOrEqual(30_000_000);
  });

  it('is broken down in no other way', async () => {
    const query = new URLSearchParams({ ...range, granularity: 'DAY', breakdown: 'adsquad' });
    const reply = await call('GET', `${root}/campaigns/${campaignId}/stats?${query}`);
    expect([reply.status, reply.json()]).toMatchObject([400, { error_code: 'E2002' }]);
  });
});
