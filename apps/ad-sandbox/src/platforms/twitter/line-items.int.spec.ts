import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Reply, type RunningSandbox, runningSandbox } from '../../testing/running-sandbox.ts';
import { adAccountId, type SignedCalls, signedCalls, tokenSecret } from './testing/signed-calls.ts';

type Row = Readonly<Record<string, unknown>>;
type Parameters = Readonly<Record<string, string>>;

let sandbox: RunningSandbox;
let call: SignedCalls;
let campaignId: string;

const root = `/accounts/${adAccountId}`;
const main = {
  ...{
    objective: 'WEBSITE_CLICKS',
    product_type: 'PROMOTED_TWEETS',
    placements: 'ALL_ON_TWITTER',
    goal: 'LINK_CLICKS',
  },
  ...{ start_time: '2026-12-01T08:00:00Z', end_time: '2026-12-31T23:00:00Z', entity_status: 'PAUSED', name: 'Main' },
};
const postItem = (more: Parameters = {}): Promise<Reply> =>
  call('POST', `${root}/line_items`, { campaign_id: campaignId, ...main, ...more });
const dataOf = (reply: Reply): Row => reply.json<{ data: Row }>().data;
const create = async (more: Parameters = {}): Promise<string> => String(dataOf(await postItem(more))['id']);
const errorOf = (reply: Reply): Row => ({
  status: reply.status,
  ...reply.json<{ errors: readonly [Row] }>().errors[0],
});
const rowsOf = async (path: string, parameters: Parameters = {}): Promise<readonly Row[]> =>
  (await call('GET', path, parameters)).json<{ data: readonly Row[] }>().data;
const newCampaign = async (): Promise<string> => {
  const campaign = {
    ...{ name: 'Sale', funding_instrument_id: `${adAccountId}1`, entity_status: 'PAUSED' },
    daily_budget_amount_local_micro: '50000000',
  };
  return String(dataOf(await call('POST', `${root}/campaigns`, campaign))['id']);
};

beforeEach(async () => {
  sandbox = await runningSandbox();
  await sandbox.openAccount('twitter', adAccountId, { tokenSecret });
  call = signedCalls(sandbox);
  campaignId = await newCampaign();
});
afterEach(() => sandbox.close());

describe('creating a line item on X', () => {
  it('gives it back with what it is for, its times and its status', async () => {
    const reply = await postItem({ bid_strategy: 'AUTO', daily_budget_amount_local_micro: '50000000' });
    expect(reply.status).toBe(201);
    expect(dataOf(reply)).toEqual({
      ...{ id: 'ml5vs', campaign_id: campaignId, name: 'Main', objective: 'WEBSITE_CLICKS' },
      ...{ product_type: 'PROMOTED_TWEETS', placements: ['ALL_ON_TWITTER'], goal: 'LINK_CLICKS', pay_by: 'IMPRESSION' },
      ...{ bid_strategy: 'AUTO', bid_amount_local_micro: null, daily_budget_amount_local_micro: 50_000_000 },
      ...{ total_budget_amount_local_micro: null, currency: 'USD', entity_status: 'PAUSED', creative_source: 'MANUAL' },
      ...{ start_time: '2026-12-01T08:00:00Z', end_time: '2026-12-31T23:00:00Z', frequency_cap: null },
      ...{ duration_in_days: null, primary_web_event_tag: null, audience_expansion: null, deleted: false },
      ...{ created_at: '2026-12-01T17:00:00Z', updated_at: '2026-12-01T17:00:00Z' },
    });
  });

  it.each(['campaign_id', 'objective', 'product_type', 'placements', 'start_time', 'end_time'])(
    'is refused without %s',
    async (parameter) => {
      const refusal = errorOf(await postItem({ [parameter]: '' }));
      expect(refusal).toMatchObject({ status: 400, code: 'MISSING_PARAMETER', parameter });
    },
  );

  it.each([
    ['a campaign of nobody', { campaign_id: 'nope' }, 404, 'CAMPAIGN_NOT_FOUND'],
    ['an objective of another platform', { objective: 'TRAFFIC' }, 400, 'INVALID_PARAMETER'],
    ['a placement that there is not', { placements: 'ALL_ON_TWITTER,MOON' }, 400, 'INVALID_PARAMETER'],
    ['places outside of X without a domain', { placements: 'PUBLISHER_NETWORK' }, 400, 'MISSING_PARAMETER'],
    ['a goal that there is not', { goal: 'HAPPINESS' }, 400, 'INVALID_PARAMETER'],
    ['conversions without a tag', { goal: 'WEBSITE_CONVERSIONS' }, 400, 'MISSING_PARAMETER'],
    ['a maximum without an amount', { bid_strategy: 'MAX' }, 400, 'MISSING_PARAMETER'],
    ['a maximum for reach', { objective: 'REACH', bid_strategy: 'MAX' }, 400, 'INVALID_PARAMETER'],
    ['a target for engagements', { objective: 'ENGAGEMENTS', bid_strategy: 'TARGET' }, 400, 'INVALID_PARAMETER'],
    [
      'a bid finer than a cent',
      { bid_strategy: 'TARGET', bid_amount_local_micro: '1000001' },
      400,
      'INVALID_DENOMINATION',
    ],
    ['a budget finer than a cent', { daily_budget_amount_local_micro: '50000001' }, 400, 'INVALID_DENOMINATION'],
    [
      'a day above the total',
      { daily_budget_amount_local_micro: '50000000', total_budget_amount_local_micro: '40000000' },
      400,
      'INVALID_PARAMETER',
    ],
    ['a date for a time', { start_time: '2026-12-01' }, 400, 'INVALID_PARAMETER'],
    ['an end before the start', { end_time: '2026-11-01T00:00:00Z' }, 400, 'INVALID_TIME_WINDOW'],
    ['a frequency cap for clicks', { frequency_cap: '3', duration_in_days: '7' }, 400, 'INVALID_PARAMETER'],
    ['a cap of ten days', { objective: 'REACH', frequency_cap: '3', duration_in_days: '10' }, 400, 'INVALID_PARAMETER'],
    ['a name that is too long', { name: 'x'.repeat(256) }, 400, 'INVALID_PARAMETER'],
    ['a status of another platform', { entity_status: 'ENABLED' }, 400, 'INVALID_PARAMETER'],
    ['a wider audience in a word that there is not', { audience_expansion: 'ALL' }, 400, 'INVALID_PARAMETER'],
  ])('is refused with %s', async (_case, more, status, code) => {
    expect(errorOf(await postItem(more))).toMatchObject({ status, code });
    expect(await rowsOf(`${root}/line_items`)).toEqual([]);
  });

  it('starts active when no status is sent, and as all others of its campaign is for one objective', async () => {
    const { entity_status: _, ...bare } = main;
    const first = await call('POST', `${root}/line_items`, { campaign_id: campaignId, ...bare });
    expect(dataOf(first)['entity_status']).toBe('ACTIVE');
    expect(errorOf(await postItem({ objective: 'REACH', goal: 'MAX_REACH' }))).toMatchObject({
      parameter: 'objective',
    });
  });

  it('makes its campaign complete', async () => {
    expect(dataOf(await call('GET', `${root}/campaigns/${campaignId}`))).toMatchObject({ effective_status: 'UNKNOWN' });
    await create();
    expect(dataOf(await call('GET', `${root}/campaigns/${campaignId}`))).toMatchObject({
      effective_status: 'PAUSED',
      reasons_not_servable: ['PAUSED_BY_ADVERTISER'],
    });
  });
});

describe('a line item on X', () => {
  it('changes in what is sent and in nothing else, and never in what it is for', async () => {
    const id = await create({ total_budget_amount_local_micro: '90000000' });
    sandbox.clock.forward(60_000);
    await call('PUT', `${root}/line_items/${id}`, { entity_status: 'ACTIVE', name: 'Renamed' });
    expect(dataOf(await call('GET', `${root}/line_items/${id}`))).toMatchObject({
      ...{ name: 'Renamed', entity_status: 'ACTIVE', goal: 'LINK_CLICKS', total_budget_amount_local_micro: 90_000_000 },
      ...{ end_time: '2026-12-31T23:00:00Z', created_at: '2026-12-01T17:00:00Z', updated_at: '2026-12-01T17:01:00Z' },
    });
    await call('PUT', `${root}/line_items/${id}`, { total_budget_amount_local_micro: '' });
    expect(dataOf(await call('GET', `${root}/line_items/${id}`))).toMatchObject({
      total_budget_amount_local_micro: null,
    });
    const refusal = errorOf(await call('PUT', `${root}/line_items/${id}`, { objective: 'REACH' }));
    expect(refusal).toMatchObject({ code: 'INVALID_PARAMETER', parameter: 'objective' });
  });

  it('is deleted once and for good, and listed afterwards only when asked for', async () => {
    const id = await create();
    expect(dataOf(await call('DELETE', `${root}/line_items/${id}`))).toMatchObject({ deleted: true });
    expect(errorOf(await call('DELETE', `${root}/line_items/${id}`))).toMatchObject({
      ...{ status: 404, code: 'LINE_ITEM_NOT_FOUND' },
    });
    expect((await call('PUT', `${root}/line_items/${id}`, { name: 'x' })).status).toBe(404);
    expect(await rowsOf(`${root}/line_items`, { campaign_ids: campaignId })).toEqual([]);
    expect(await rowsOf(`${root}/line_items`, { campaign_ids: campaignId, with_deleted: 'true' })).toMatchObject([
      { id },
    ]);
  });

  it('is hidden by a campaign that is deleted, and not deleted with it', async () => {
    const id = await create();
    await call('DELETE', `${root}/campaigns/${campaignId}`);
    expect(await rowsOf(`${root}/line_items`)).toEqual([]);
    expect((await call('GET', `${root}/line_items/${id}`)).status).toBe(404);
    expect(await rowsOf(`${root}/line_items`, { with_deleted: 'true' })).toMatchObject([{ id, deleted: false }]);
  });

  it('is listed with those of its campaign, last changed first, page by page', async () => {
    const [first, second] = [await create(), await create({ entity_status: 'DRAFT' })];
    const otherCampaign = await newCampaign();
    await create({ campaign_id: otherCampaign });
    sandbox.clock.forward(60_000);
    await call('PUT', `${root}/line_items/${first}`, { name: 'Last' });
    const asked = { campaign_ids: campaignId, with_draft: 'true', sort_by: 'updated_at-desc', count: '1' };
    const page = (await call('GET', `${root}/line_items`, asked)).json<{ data: readonly Row[]; next_cursor: string }>();
    expect(page.data.map(({ id }) => id)).toEqual([first]);
    const rest = await rowsOf(`${root}/line_items`, { ...asked, cursor: page.next_cursor });
    expect(rest.map(({ id }) => id)).toEqual([second]);
    expect(await rowsOf(`${root}/line_items`, { campaign_ids: campaignId })).toMatchObject([{ id: first }]);
  });
});

describe('the criteria of a line item on X', () => {
  const batch = (operations: unknown): Promise<Reply> =>
    call('POST', `/batch${root}/targeting_criteria`, {}, { json: operations });
  const making = (lineItemId: string, type: string, value: string, more: Row = {}) => ({
    operation_type: 'Create',
    params: { line_item_id: lineItemId, targeting_type: type, targeting_value: value, ...more },
  });
  const criteria = (id: string): Promise<readonly Row[]> => rowsOf(`${root}/targeting_criteria`, { line_item_ids: id });

  it('are made all together, with places that are looked up', async () => {
    const places = await rowsOf('/targeting_criteria/locations', { location_type: 'COUNTRIES', q: 'united states' });
    expect(places).toContainEqual({
      ...{ name: 'United States', country_code: 'US', location_type: 'COUNTRIES', targeting_type: 'LOCATION' },
      targeting_value: '96683cc9126741d1',
    });
    const id = await create();
    const reply = await batch([
      making(id, 'LOCATION', '96683cc9126741d1'),
      making(id, 'AGE', 'AGE_25_TO_54'),
      making(id, 'GENDER', '2'),
      making(id, 'LANGUAGE', 'en'),
      making(id, 'CUSTOM_AUDIENCE', '7q', { operator_type: 'NE' }),
    ]);
    expect(reply.status).toBe(201);
    expect(await criteria(id)).toMatchObject([
      { line_item_id: id, targeting_type: 'LOCATION', targeting_value: '96683cc9126741d1', operator_type: 'EQ' },
      { targeting_type: 'AGE', targeting_value: 'AGE_25_TO_54' },
      { targeting_type: 'GENDER', targeting_value: '2' },
      { targeting_type: 'LANGUAGE', targeting_value: 'en' },
      { targeting_type: 'CUSTOM_AUDIENCE', targeting_value: '7q', operator_type: 'NE', deleted: false },
    ]);
  });

  it.each([
    ['a second age', 'AGE', 'AGE_OVER_18'],
    ['an age that is none of the twenty', 'AGE', 'AGE_18_TO_24'],
    ['a second gender', 'GENDER', '1'],
    ['a place that is no hash', 'LOCATION', 'US'],
    ['a type that there is not', 'HAIR', 'red'],
    ['an interest that is no id', 'INTEREST', 'shoes'],
  ])('are all refused with %s, and the answer says which one it was', async (_case, type, value) => {
    const id = await create();
    await batch([making(id, 'AGE', 'AGE_13_TO_24'), making(id, 'GENDER', '2')]);
    const reply = await batch([making(id, 'LANGUAGE', 'en'), making(id, type, value)]);
    expect(reply.status).toBe(400);
    expect(reply.json()).toMatchObject({ operation_errors: [[], [{ code: 'INVALID_PARAMETER' }]] });
    expect(await criteria(id)).toHaveLength(2);
  });

  it('are refused as a whole when they are no list, more than five hundred, or for no line item', async () => {
    const id = await create();
    expect((await batch({})).status).toBe(400);
    const places = Array.from({ length: 501 }, (_, index) =>
      making(id, 'LOCATION', index.toString(16).padStart(16, '0')),
    );
    expect((await batch(places)).status).toBe(400);
    expect((await batch(places.slice(1))).status).toBe(201);
    expect((await batch([making('nope', 'LANGUAGE', 'en')])).json()).toMatchObject({
      operation_errors: [[{ code: 'LINE_ITEM_NOT_FOUND' }]],
    });
    expect((await batch([{ operation_type: 'Update', params: { line_item_id: id } }])).status).toBe(400);
  });

  it('cannot be changed: one goes, and another one comes', async () => {
    const id = await create();
    const single = { line_item_id: id, targeting_type: 'AGE', targeting_value: 'AGE_OVER_18' };
    const first = dataOf(await call('POST', `${root}/targeting_criteria`, single));
    const put = await call('PUT', `${root}/targeting_criteria/${String(first['id'])}`, {
      targeting_value: 'AGE_OVER_21',
    });
    expect(errorOf(put)).toMatchObject({ status: 404, code: 'ROUTE_NOT_FOUND' });
    await call('DELETE', `${root}/targeting_criteria/${String(first['id'])}`);
    expect((await call('DELETE', `${root}/targeting_criteria/${String(first['id'])}`)).status).toBe(404);
    await call('POST', `${root}/targeting_criteria`, { ...single, targeting_value: 'AGE_OVER_21' });
    expect(await criteria(id)).toMatchObject([{ targeting_value: 'AGE_OVER_21' }]);
  });
});
