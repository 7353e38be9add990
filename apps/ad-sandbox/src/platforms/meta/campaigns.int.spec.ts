import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Reply, type RunningSandbox, runningSandbox, testToken } from '../../testing/running-sandbox.ts';

const account = '1234567890';
const campaignsPath = `/meta/v26.0/act_${account}/campaigns`;

const sale = {
  name: 'Spring Sale [op-7f3a]',
  objective: 'OUTCOME_TRAFFIC',
  status: 'PAUSED',
  special_ad_categories: [],
  daily_budget: 5000,
  bid_strategy: 'LOWEST_COST_WITHOUT_CAP',
};
const flight = { lifetime_budget: 300_000, stop_time: '2026-12-31T00:00:00-0500' };
const { daily_budget: _, ...saleWithoutBudget } = sale;

type GraphError = Readonly<{
  error: Readonly<{ message: string; type: string; code: number; error_subcode?: number; is_transient: boolean }>;
}>;
type Listed = Readonly<{
  data: readonly Readonly<Record<string, string>>[];
  paging?: Readonly<{ cursors: Readonly<{ before: string; after: string }>; next?: string }>;
}>;

let sandbox: RunningSandbox;
const post = (path: string, body: unknown): Promise<Reply> => sandbox.call('POST', path, { token: testToken, body });
const get = (path: string): Promise<Reply> => sandbox.call('GET', path, { token: testToken });
const create = async (body: object = sale): Promise<string> =>
  (await post(campaignsPath, body)).json<{ id: string }>().id;
const read = async (id: string, fields: string): Promise<Readonly<Record<string, unknown>>> =>
  (await get(`/meta/v26.0/${id}?fields=${fields}`)).json<Record<string, unknown>>();
const list = async (query = ''): Promise<Listed> => (await get(`${campaignsPath}?${query}`)).json<Listed>();
const filtering = (field: string, operator: string, value: unknown): string =>
  `filtering=${encodeURIComponent(JSON.stringify([{ field, operator, value }]))}`;
const refusal = async (reply: Promise<Reply>): Promise<GraphError['error']> => (await reply).json<GraphError>().error;

beforeEach(async () => {
  sandbox = await runningSandbox();
  await sandbox.openAccount('meta', `act_${account}`);
});
afterEach(() => sandbox.close());

describe('creating a campaign on Meta', () => {
  it('gives back nothing but an id, as text that a number could not hold', async () => {
    const reply = await post(campaignsPath, sale);
    expect(reply.status).toBe(200);
    expect(reply.json()).toEqual({ id: '120210000000000001' });
    expect(Number.isSafeInteger(Number(await create()))).toBe(false);
  });

  it('reads a form with nested values as JSON text just as well as a JSON body', async () => {
    const body = new URLSearchParams({ ...saleWithoutBudget, special_ad_categories: '["NONE"]', daily_budget: '5000' });
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const reply = await sandbox.call('POST', campaignsPath, { token: testToken, headers, body: body.toString() });
    const { id } = reply.json<{ id: string }>();
    expect(await read(id, 'daily_budget,special_ad_categories')).toEqual({
      id,
      daily_budget: '5000',
      special_ad_categories: ['NONE'],
    });
  });

  it.each([
    ['name', { ...sale, name: undefined }],
    ['objective', { ...sale, objective: undefined }],
    ['special_ad_categories', { ...sale, special_ad_categories: undefined }],
    ['stop_time', { ...saleWithoutBudget, lifetime_budget: 5000 }],
    ['is_adset_budget_sharing_enabled', saleWithoutBudget],
  ])('is refused without %s', async (field, body) => {
    const error = await refusal(post(campaignsPath, body));
    expect(error).toMatchObject({ code: 100, type: 'OAuthException', is_transient: false });
    expect(error.message).toContain(`The parameter ${field} is required`);
    expect(error).toMatchObject({ error_data: { blame_field_specs: [[field]] } });
  });

  it.each([
    ['an objective of before 2022', 'objective', { ...sale, objective: 'LINK_CLICKS' }],
    ['a budget with decimals', 'daily_budget', { ...sale, daily_budget: 50.5 }],
    ['a budget of nothing', 'daily_budget', { ...sale, daily_budget: 0 }],
    ['two budgets', 'lifetime_budget', { ...sale, ...flight }],
    ['a status that is none', 'status', { ...sale, status: 'ENABLED' }],
    ['a deleted status', 'status', { ...sale, status: 'DELETED' }],
    ['a category that is none', 'special_ad_categories', { ...sale, special_ad_categories: ['CARS'] }],
    ['a bid strategy that is none', 'bid_strategy', { ...sale, bid_strategy: 'CHEAP' }],
    ['a time without an offset', 'stop_time', { ...sale, stop_time: '2026-12-31T00:00:00' }],
    ['an end in the past', 'stop_time', { ...sale, stop_time: '2026-11-30T00:00:00-0500' }],
    ['an end before the start', 'stop_time', { ...sale, ...flight, daily_budget: undefined, start_time: '1800000000' }],
  ])('is refused with %s', async (_case, field, body) => {
    const reply = await post(campaignsPath, body);
    expect(reply.status).toBe(400);
    expect(reply.json<GraphError>().error).toMatchObject({ code: 100, error_data: { blame_field_specs: [[field]] } });
    expect((await list()).data).toEqual([]);
  });

  it('starts active when no status is sent, which is why paused has to be sent', async () => {
    const id = await create({ ...sale, status: undefined });
    expect(await read(id, 'status')).toEqual({ id, status: 'ACTIVE' });
  });

  it('accepts the same name twice: nothing makes a repeated call harmless', async () => {
    expect(await create()).not.toBe(await create());
    expect((await list(filtering('name', 'EQUAL', sale.name))).data).toHaveLength(2);
  });

  it('needs no campaign budget when its ad sets have theirs', async () => {
    const id = await create({ ...saleWithoutBudget, is_adset_budget_sharing_enabled: false });
    const fields = 'daily_budget,lifetime_budget,budget_remaining,is_adset_budget_sharing_enabled';
    expect(await read(id, fields)).toEqual({ id, is_adset_budget_sharing_enabled: false });
  });

  it('counts a budget in yen where there are no cents', async () => {
    await sandbox.openAccount('meta', '99', { currency: 'JPY', timeZone: 'Asia/Tokyo' });
    await post('/meta/v26.0/act_99/campaigns', sale);
    const { json } = await sandbox.call('GET', '/control/campaigns?platform=meta&adAccountId=act_99');
    expect(json()).toMatchObject({ campaigns: [{ budget: { kind: 'daily', micros: 5_000_000_000 } }] });
  });

  it('only checks when it is told to validate', async () => {
    const options = { execution_options: ['validate_only'] };
    expect((await post(campaignsPath, { ...sale, ...options })).json()).toEqual({ success: true });
    expect((await refusal(post(campaignsPath, { ...sale, name: '', ...options }))).code).toBe(100);
    expect((await list()).data).toEqual([]);
  });
});

describe('reading a campaign on Meta', () => {
  it('shows only the id when no fields are asked for', async () => {
    const id = await create();
    expect((await get(`/meta/v26.0/${id}`)).json()).toEqual({ id });
  });

  it('shows numbers as text and times in the time zone of the account', async () => {
    const start = { start_time: '2026-12-02T08:00:00Z' };
    const id = await create({ ...saleWithoutBudget, ...flight, ...start });
    const fields = 'name,objective,status,configured_status,effective_status,lifetime_budget,budget_remaining';
    expect(await read(id, `${fields},start_time,stop_time,created_time,updated_time,issues_info`)).toEqual({
      id,
      name: sale.name,
      objective: 'OUTCOME_TRAFFIC',
      status: 'PAUSED',
      configured_status: 'PAUSED',
      effective_status: 'PAUSED',
      lifetime_budget: '300000',
      budget_remaining: '300000',
      start_time: '2026-12-02T03:00:00-0500',
      stop_time: '2026-12-31T00:00:00-0500',
      created_time: '2026-12-01T12:00:00-0500',
      updated_time: '2026-12-01T12:00:00-0500',
    });
  });

  it('refuses a field that does not exist, inherited names of objects among them', async () => {
    const id = await create();
    for (const field of ['budget', 'constructor']) {
      const error = await refusal(get(`/meta/v26.0/${id}?fields=${field}`));
      expect(error).toMatchObject({ code: 100, message: `(#100) Tried accessing nonexisting field (${field})` });
    }
  });

  it('says the same of a campaign that does not exist and of one that the token may not see', async () => {
    await sandbox.openAccount('meta', '99', { accessToken: 'another' });
    const reply = await sandbox.call('POST', '/meta/v26.0/act_99/campaigns', { token: 'another', body: sale });
    for (const id of ['1', reply.json<{ id: string }>().id]) {
      const gone = await get(`/meta/v26.0/${id}`);
      expect(gone.status).toBe(400);
      expect(gone.json<GraphError>().error).toMatchObject({
        code: 100,
        error_subcode: 33,
        type: 'GraphMethodException',
        message: expect.stringContaining(`Object with ID '${id}' does not exist`),
      });
    }
  });

  it('shows what is left of the budget while it delivers, on the calendar of the campaign', async () => {
    const id = await create({ ...saleWithoutBudget, ...flight, status: 'ACTIVE' });
    sandbox.clock.forward(10_000);
    const reply = await get(`/meta/v26.0/${id}?fields=budget_remaining`);
    const left = Number(reply.json<Record<string, string>>()['budget_remaining']);
    expect(left).toBeGreaterThan(100_000);
    expect(left).toBeLessThan(250_000);
    expect(reply.headers.get('date')).toBe('Fri, 11 Dec 2026 17:00:00 GMT');
  });
});

describe('changing a campaign on Meta', () => {
  it('changes only what is sent', async () => {
    const id = await create();
    sandbox.clock.forward(60_000);
    const reply = await post(`/meta/v26.0/${id}`, { daily_budget: '7500' });
    expect(reply.json()).toEqual({ success: true });
    expect(await read(id, 'name,status,daily_budget,created_time,updated_time')).toEqual({
      id,
      name: sale.name,
      status: 'PAUSED',
      daily_budget: '7500',
      created_time: '2026-12-01T12:00:00-0500',
      updated_time: '2026-12-01T12:01:00-0500',
    });
  });

  it('pauses, resumes and archives by its status', async () => {
    const id = await create();
    for (const status of ['ACTIVE', 'PAUSED', 'ARCHIVED']) {
      expect((await post(`/meta/v26.0/${id}`, { status })).json()).toEqual({ success: true });
      expect(await read(id, 'status')).toEqual({ id, status });
    }
    expect((await refusal(post(`/meta/v26.0/${id}`, { status: 'ACTIVE' }))).code).toBe(100);
  });

  it.each([
    ['another objective', 'objective', { objective: 'OUTCOME_SALES' }],
    ['the other kind of budget', 'lifetime_budget', flight],
    ['an empty name', 'name', { name: ' ' }],
    ['a negative budget', 'daily_budget', { daily_budget: -1 }],
  ])('is refused with %s, and changes nothing', async (_case, field, body) => {
    const id = await create();
    const error = await refusal(post(`/meta/v26.0/${id}`, body));
    expect(error).toMatchObject({ code: 100, error_data: { blame_field_specs: [[field]] } });
    expect(await read(id, 'name,objective,daily_budget')).toEqual({
      id,
      name: sale.name,
      objective: sale.objective,
      daily_budget: '5000',
    });
  });

  it('deletes for good: readable by id, in no list, never to be changed, and deleted again without harm', async () => {
    const id = await create();
    const remove = () => sandbox.call('DELETE', `/meta/v26.0/${id}`, { token: testToken });
    expect((await remove()).json()).toEqual({ success: true });
    expect(await read(id, 'status,effective_status')).toEqual({ id, status: 'DELETED', effective_status: 'DELETED' });
    expect((await list()).data).toEqual([]);
    expect((await refusal(post(`/meta/v26.0/${id}`, { status: 'ACTIVE' }))).code).toBe(100);
    expect((await remove()).json()).toEqual({ success: true });
  });
});

describe('listing campaigns on Meta', () => {
  it('finds a part of a name, or the whole of it', async () => {
    const id = await create();
    await create({ ...sale, name: 'Autumn Sale [op-0000]' });
    expect((await list(filtering('name', 'CONTAIN', '[op-7f3a]'))).data).toEqual([{ id }]);
    expect((await list(filtering('name', 'EQUAL', sale.name))).data).toEqual([{ id }]);
    expect((await list(filtering('name', 'EQUAL', 'Sale'))).data).toEqual([]);
  });

  it('leaves archived and deleted campaigns out unless their status is asked for', async () => {
    const ids = [await create(), await create(), await create()];
    await post(`/meta/v26.0/${ids[0]}`, { status: 'ARCHIVED' });
    await post(`/meta/v26.0/${ids[1]}`, { status: 'DELETED' });
    expect((await list()).data).toEqual([{ id: ids[2] }]);
    expect((await list('effective_status=["ARCHIVED","DELETED"]&fields=status')).data).toEqual([
      { id: ids[1], status: 'DELETED' },
      { id: ids[0], status: 'ARCHIVED' },
    ]);
  });

  it('gives what changed after a time', async () => {
    const [old, young] = [await create(), await create()];
    sandbox.clock.forward(60_000);
    await post(`/meta/v26.0/${young}`, { name: 'Changed' });
    const since = Math.floor(Date.parse('2026-12-01T17:00:30Z') / 1000);
    expect((await list(filtering('campaign.updated_time', 'GREATER_THAN', since))).data).toEqual([{ id: young }]);
    expect((await list(filtering('campaign.updated_time', 'LESS_THAN', since))).data).toEqual([{ id: old }]);
  });

  it('goes from page to page by cursor or by link, and ends where there is no next', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) ids.unshift(await create());
    const first = await list('limit=2&fields=id');
    expect(first.data.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    const second = await list(`limit=2&after=${first.paging?.cursors.after}`);
    expect(second.data.map(({ id }) => id)).toEqual(ids.slice(2, 4));
    const link = second.paging?.next ?? '';
    expect(link).toMatch(new RegExp(`^${sandbox.url}${campaignsPath}\\?`));
    const third = (await get(link.slice(sandbox.url.length))).json<Listed>();
    expect(third.data.map(({ id }) => id)).toEqual(ids.slice(4));
    expect(third.paging).toBeDefined();
    expect(third.paging?.next).toBeUndefined();
    const back = await list(`limit=2&before=${third.paging?.cursors.before}`);
    expect(back.data.map(({ id }) => id)).toEqual(ids.slice(2, 4));
  });

  it('keeps its place when a campaign comes in between two pages', async () => {
    const ids = [await create(), await create(), await create()].reverse();
    const first = await list('limit=1');
    await create();
    const second = await list(`limit=1&after=${first.paging?.cursors.after}`);
    expect(second.data).toEqual([{ id: ids[1] }]);
  });

  it('does not show a new campaign at once when lists lag, though it can be read', async () => {
    await sandbox.faults([], 3000);
    const id = await create();
    expect(await read(id, 'name')).toEqual({ id, name: sale.name });
    expect((await list(filtering('name', 'CONTAIN', 'op-7f3a'))).data).toEqual([]);
    sandbox.clock.forward(3000);
    expect((await list(filtering('name', 'CONTAIN', 'op-7f3a'))).data).toEqual([{ id }]);
  });

  it.each([
    ['a field', 'fields=budget'],
    ['a filter', filtering('colour', 'EQUAL', 'red')],
    ['an operator', filtering('name', 'LIKE', 'Sale')],
    ['a value', filtering('name', 'EQUAL', 7)],
    ['a cursor', 'after=nonsense'],
    ['a limit', 'limit=0'],
    ['a status', 'effective_status=["LIVE"]'],
  ])('refuses %s that it does not know', async (_case, query) => {
    expect((await refusal(get(`${campaignsPath}?${query}`))).code).toBe(100);
  });
});
