import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Reply, type RunningSandbox, runningSandbox } from '../../testing/running-sandbox.ts';
import { adAccountId, type SignedCalls, signedCalls, tokenSecret } from './testing/signed-calls.ts';

type Row = Readonly<Record<string, unknown>>;
type Parameters = Readonly<Record<string, string>>;

let sandbox: RunningSandbox;
let call: SignedCalls;

const path = `/accounts/${adAccountId}/campaigns`;
const sale = {
  name: 'Spring Sale [op-7f3a]',
  funding_instrument_id: `${adAccountId}1`,
  daily_budget_amount_local_micro: '50000000',
  total_budget_amount_local_micro: '1500000000',
  entity_status: 'PAUSED',
  purchase_order_number: 'op-7f3a',
};

const create = async (more: Parameters = {}): Promise<string> => {
  const reply = await call('POST', path, { ...sale, ...more });
  expect(reply.status).toBe(201);
  return reply.json<{ data: { id: string } }>().data.id;
};
const update = (id: string, parameters: Parameters): Promise<Reply> => call('PUT', `${path}/${id}`, parameters);
const read = async (id: string, parameters: Parameters = {}): Promise<Row> =>
  (await call('GET', `${path}/${id}`, parameters)).json<{ data: Row }>().data;
const list = async (parameters: Parameters = {}): Promise<readonly unknown[]> =>
  (await call('GET', path, parameters)).json<{ data: readonly Row[] }>().data.map(({ id }) => id);
const errorOf = (reply: Reply): Row => ({
  status: reply.status,
  ...reply.json<{ errors: readonly [Row] }>().errors[0],
});

beforeEach(async () => {
  sandbox = await runningSandbox();
  await sandbox.openAccount('twitter', adAccountId, { tokenSecret });
  call = signedCalls(sandbox);
});
afterEach(() => sandbox.close());

describe('creating a campaign on X', () => {
  it('gives back the campaign, with amounts in micros and an id in base 36', async () => {
    const reply = await call('POST', path, sale);
    expect(reply.status).toBe(201);
    expect(reply.json()).toEqual({
      request: {
        params: {
          ...sale,
          account_id: adAccountId,
          daily_budget_amount_local_micro: 50_000_000,
          total_budget_amount_local_micro: 1_500_000_000,
        },
      },
      data: {
        id: 'hwtq1',
        name: sale.name,
        funding_instrument_id: sale.funding_instrument_id,
        currency: 'USD',
        entity_status: 'PAUSED',
        effective_status: 'UNKNOWN',
        servable: false,
        reasons_not_servable: ['PAUSED_BY_ADVERTISER', 'INCOMPLETE'],
        daily_budget_amount_local_micro: 50_000_000,
        total_budget_amount_local_micro: 1_500_000_000,
        purchase_order_number: 'op-7f3a',
        budget_optimization: 'LINE_ITEM',
        duration_in_days: null,
        frequency_cap: null,
        standard_delivery: null,
        created_at: '2026-12-01T17:00:00Z',
        updated_at: '2026-12-01T17:00:00Z',
        deleted: false,
      },
    });
  });

  it.each(['funding_instrument_id', 'name', 'daily_budget_amount_local_micro'])(
    'is refused without %s',
    async (field) => {
      expect(errorOf(await call('POST', path, { ...sale, [field]: '' }))).toMatchObject({
        status: 400,
        code: 'MISSING_PARAMETER',
        parameter: field,
      });
    },
  );

  it.each([
    ['a name that is too long', { name: 'x'.repeat(256) }, 400, 'INVALID_PARAMETER'],
    ['an order number that is too long', { purchase_order_number: 'x'.repeat(51) }, 400, 'INVALID_PARAMETER'],
    ['a status of another platform', { entity_status: 'ENABLED' }, 400, 'INVALID_PARAMETER'],
    ['a budget with decimals', { daily_budget_amount_local_micro: '50.5' }, 400, 'INVALID_PARAMETER'],
    ['no budget at all', { daily_budget_amount_local_micro: '0' }, 400, 'INVALID_PARAMETER'],
    ['a budget finer than a cent', { daily_budget_amount_local_micro: '50000001' }, 400, 'INVALID_DENOMINATION'],
    ['a total finer than a cent', { total_budget_amount_local_micro: '1500000001' }, 400, 'INVALID_DENOMINATION'],
    ['a day above the total', { total_budget_amount_local_micro: '40000000' }, 400, 'INVALID_PARAMETER'],
    ['a way of pacing that was given up', { budget_optimization: 'CAMPAIGN' }, 400, 'INVALID_PARAMETER'],
    ['an instrument of nobody', { funding_instrument_id: 'lygyi' }, 404, 'FUNDING_INSTRUMENT_NOT_FOUND'],
    [
      'an instrument that is used up',
      { funding_instrument_id: `${adAccountId}0` },
      403,
      'FUNDING_INSTRUMENT_ACCESS_NOT_ALLOWED',
    ],
  ])('is refused with %s', async (_case, more, status, code) => {
    expect(errorOf(await call('POST', path, { ...sale, ...more }))).toMatchObject({ status, code });
    expect(await list({ with_draft: 'true' })).toEqual([]);
  });

  it('starts active when no status is sent, and may have the name of another', async () => {
    const { entity_status: _status, ...bare } = sale;
    await call('POST', path, bare);
    const second = await call('POST', path, bare);
    expect(second.json()).toMatchObject({ data: { id: 'hwtq2', entity_status: 'ACTIVE' } });
  });

  it('counts in whole yen where there is nothing smaller', async () => {
    await sandbox.openAccount('twitter', 'yen', { tokenSecret, currency: 'JPY' });
    const inYen = { ...sale, funding_instrument_id: 'yen1', daily_budget_amount_local_micro: '5000000000' };
    const total = { total_budget_amount_local_micro: '9000500000' };
    expect(errorOf(await call('POST', '/accounts/yen/campaigns', { ...inYen, ...total }))['code']).toBe(
      'INVALID_DENOMINATION',
    );
  });
});

describe('changing a campaign on X', () => {
  it('changes what is sent and nothing else', async () => {
    const id = await create();
    sandbox.clock.forward(60_000);
    expect((await update(id, { name: 'Renamed' })).json()).toMatchObject({ data: { id, name: 'Renamed' } });
    expect(await read(id)).toMatchObject({
      name: 'Renamed',
      entity_status: 'PAUSED',
      daily_budget_amount_local_micro: 50_000_000,
      total_budget_amount_local_micro: 1_500_000_000,
      purchase_order_number: 'op-7f3a',
      created_at: '2026-12-01T17:00:00Z',
      updated_at: '2026-12-01T17:01:00Z',
    });
  });

  it('pauses, resumes, and unsets with an empty text', async () => {
    const id = await create();
    await update(id, { entity_status: 'ACTIVE', total_budget_amount_local_micro: '', purchase_order_number: '' });
    expect(await read(id)).toMatchObject({
      entity_status: 'ACTIVE',
      reasons_not_servable: ['INCOMPLETE'],
      daily_budget_amount_local_micro: 50_000_000,
      total_budget_amount_local_micro: null,
      purchase_order_number: null,
    });
    await update(id, { entity_status: 'PAUSED' });
    expect(await read(id)).toMatchObject({ entity_status: 'PAUSED' });
  });

  it.each([
    ['a total below what a day may cost', { total_budget_amount_local_micro: '40000000' }, 'INVALID_PARAMETER'],
    ['a day above the total', { daily_budget_amount_local_micro: '1500010000' }, 'INVALID_PARAMETER'],
    ['no limit for a day', { daily_budget_amount_local_micro: '' }, 'INVALID_PARAMETER'],
    ['a budget finer than a cent', { daily_budget_amount_local_micro: '50000001' }, 'INVALID_DENOMINATION'],
    ['no name', { name: '' }, 'INVALID_PARAMETER'],
    ['an unknown status', { entity_status: 'ARCHIVED' }, 'INVALID_PARAMETER'],
  ])('is refused with %s', async (_case, parameters, code) => {
    const id = await create();
    const before = await read(id);
    expect(errorOf(await update(id, parameters))).toMatchObject({ status: 400, code });
    expect(await read(id)).toEqual(before);
  });

  it('deletes for good: hidden from then on, and a second time not found', async () => {
    const id = await create();
    expect((await call('DELETE', `${path}/${id}`)).json()).toMatchObject({ data: { id, deleted: true } });
    for (const reply of [
      await call('GET', `${path}/${id}`),
      await update(id, { name: 'a' }),
      await call('DELETE', `${path}/${id}`),
    ]) {
      expect(errorOf(reply)).toMatchObject({ status: 404, code: 'CAMPAIGN_NOT_FOUND' });
    }
    expect(await read(id, { with_deleted: 'true' })).toMatchObject({ id, deleted: true });
  });

  it('lowers what a day may cost along with the total that a human sets', async () => {
    const id = await create();
    await sandbox.call('PATCH', `/control/campaigns/twitter/${id}`, { body: { budgetMicros: 30_000_000 } });
    expect(await read(id)).toMatchObject({
      daily_budget_amount_local_micro: 30_000_000,
      total_budget_amount_local_micro: 30_000_000,
    });
  });
});

describe('finding campaigns on X', () => {
  it('compares names loosely, so near matches come along', async () => {
    const exact = await create();
    const near = await create({ name: 'SPRING 7F3A2 shop', purchase_order_number: '' });
    await create({ name: 'Autumn Sale', purchase_order_number: 'op-7f3a' });
    expect(await list({ q: 'op-7f3a' })).toEqual([exact, near]);
  });

  it('shows drafts and deleted ones only to who asks for them', async () => {
    const [plain, draft, gone] = [await create(), await create({ entity_status: 'DRAFT' }), await create()];
    await call('DELETE', `${path}/${gone}`);
    expect(await list()).toEqual([plain]);
    expect(await list({ with_draft: 'true' })).toEqual([plain, draft]);
    expect(await list({ with_draft: 'true', with_deleted: 'true' })).toEqual([plain, draft, gone]);
    await update(draft, { entity_status: 'PAUSED' });
    expect(await list()).toEqual([plain, draft]);
  });

  it('takes ids, and sorts by when something was changed', async () => {
    const [first, second, third] = [await create(), await create(), await create()];
    expect(await list({ campaign_ids: `${third},${first},none` })).toEqual([first, third]);
    sandbox.clock.forward(1000);
    await update(second, { name: 'Changed last' });
    expect(await list({ sort_by: 'updated_at-desc' })).toEqual([second, third, first]);
  });

  it('gives pages that a campaign created meanwhile does not move', async () => {
    const ids = [await create(), await create(), await create()];
    type Page = Readonly<{ data: readonly Row[]; next_cursor: string | null }>;
    const page = async (more: Parameters = {}): Promise<Page> =>
      (await call('GET', path, { count: '2', sort_by: 'created_at-desc', ...more })).json<Page>();
    const first = await page();
    await create();
    const second = await page({ cursor: first.next_cursor ?? '' });
    expect([...first.data, ...second.data].map(({ id }) => id)).toEqual(ids.toReversed());
    expect(second.next_cursor).toBeNull();
  });

  it.each([
    ['count', { count: '1001' }],
    ['count', { count: '0' }],
    ['cursor', { cursor: 'nonsense!' }],
    ['sort_by', { sort_by: 'name' }],
    ['with_deleted', { with_deleted: 'yes' }],
    ['campaign_ids', { campaign_ids: Array.from({ length: 201 }, (_, index) => index).join() }],
  ])('is refused with a wrong %s', async (parameter, parameters) => {
    expect(errorOf(await call('GET', path, parameters))).toMatchObject({
      status: 400,
      code: 'INVALID_PARAMETER',
      parameter,
    });
  });
});

describe('the limits of X', () => {
  const usage = (values: Readonly<Record<string, number>>): Promise<Reply> =>
    sandbox.call('PUT', '/control/usage', { body: { platform: 'twitter', adAccountId, usage: values } });
  const headersOf = ({ headers }: Reply, prefix: string): readonly (string | null)[] =>
    ['remaining', 'reset'].map((name) => headers.get(`${prefix}-${name}`));
  const inSeconds = (seconds: number): string => String(Date.parse('2026-12-01T17:00:00Z') / 1000 + seconds);

  it('count down to a refusal, until a time in epoch seconds', async () => {
    await usage({ remaining: 2, reset_seconds: 45 });
    const replies = [await call('GET', path), await call('GET', path), await call('GET', path)];
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(replies.map((reply) => headersOf(reply, 'x-rate-limit'))).toEqual([
      ['1', inSeconds(45)],
      ['0', inSeconds(45)],
      ['0', inSeconds(45)],
    ]);
    expect(errorOf(await call('GET', path))['code']).toBe('TOO_MANY_REQUESTS');
  });

  it('count the reads of an account apart', async () => {
    const id = await create();
    await usage({ account_remaining: 0, reset_seconds: 600 });
    const refused = await call('GET', path);
    expect(refused.status).toBe(429);
    expect(headersOf(refused, 'x-account-rate-limit')).toEqual(['0', inSeconds(600)]);
    const written = await update(id, { name: 'Writes go on' });
    expect(written.status).toBe(200);
    expect(headersOf(written, 'x-account-rate-limit')).toEqual([null, null]);
  });

  it('are told in the same form when they are switched on as a fault', async () => {
    await sandbox.faults([{ kind: 'rate_limit', waitSeconds: 90 }]);
    const reply = await call('GET', path);
    expect(reply.status).toBe(429);
    expect(headersOf(reply, 'x-rate-limit')).toEqual(['0', inSeconds(90)]);
  });

  it('leave a front end that is overloaded to answer with a page', async () => {
    await sandbox.faults([{ kind: 'server_error' }]);
    const reply = await call('GET', path);
    expect(reply.status).toBe(503);
    expect(reply.headers.get('content-type')).toContain('text/html');
  });
});
