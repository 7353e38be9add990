import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Reply, type RunningSandbox, runningSandbox, testToken } from '../testing/running-sandbox.ts';

let sandbox: RunningSandbox;

const metaSale = {
  name: 'Sale [op-7f3a]',
  objective: 'OUTCOME_SALES',
  status: 'PAUSED',
  special_ad_categories: [],
  daily_budget: 5000,
};
const tiktokSale = {
  advertiser_id: '71',
  campaign_name: 'Sale [op-7f3a]',
  objective_type: 'TRAFFIC',
  budget_mode: 'BUDGET_MODE_DAY',
  budget: 50,
  operation_status: 'DISABLE',
  request_id: '42',
};
const createOnMeta = (): Promise<Reply> =>
  sandbox.call('POST', '/meta/v26.0/act_12/campaigns', { token: testToken, body: metaSale });
const createOnTiktok = (): Promise<Reply> =>
  sandbox.call('POST', '/tiktok/open_api/v1.3/campaign/create/', { token: testToken, body: tiktokSale });
const readOnMeta = (): Promise<Reply> => sandbox.call('GET', '/meta/v26.0/act_12', { token: testToken });
const readOnTiktok = (): Promise<Reply> =>
  sandbox.call('GET', '/tiktok/open_api/v1.3/campaign/get/?advertiser_id=71', { token: testToken });

const readOnGoogle = (): Promise<Reply> =>
  sandbox.call('POST', '/google/v26/customers/1112223333/googleAds:search', {
    token: testToken,
    body: { query: 'SELECT customer.id FROM customer' },
  });

const namesOnMeta = async (): Promise<unknown> => {
  const filtering = encodeURIComponent('[{"field":"name","operator":"CONTAIN","value":"[op-7f3a]"}]');
  const path = `/meta/v26.0/act_12/campaigns?fields=name&filtering=${filtering}`;
  const reply = await sandbox.call('GET', path, { token: testToken });
  return reply.json<{ data: readonly { name: string }[] }>().data.map(({ name }) => name);
};
const namesOnTiktok = async (): Promise<unknown> =>
  (await readOnTiktok())
    .json<{ data: { list: readonly { campaign_name: string }[] } }>()
    .data.list.map(({ campaign_name: name }) => name);

beforeEach(async () => {
  sandbox = await runningSandbox();
  await sandbox.openAccount('meta', '12');
  await sandbox.openAccount('google', '111-222-3333');
  await sandbox.openAccount('tiktok', '71');
});
afterEach(() => sandbox.close());

describe('an answer that is dropped', () => {
  it('after the effect leaves the campaign, to be found by its name', async () => {
    await sandbox.faults([{ kind: 'drop_after_commit', operation: 'create', times: 2 }]);
    await expect(createOnMeta()).rejects.toThrow('fetch failed');
    await expect(createOnTiktok()).rejects.toThrow('fetch failed');
    expect(await namesOnMeta()).toEqual([metaSale.name]);
    expect(await namesOnTiktok()).toEqual([tiktokSale.campaign_name]);
    expect((await createOnTiktok()).json()).toMatchObject({ code: 40_050 });
  });

  it('before the effect leaves nothing', async () => {
    await sandbox.faults([{ kind: 'drop_before' }]);
    await expect(createOnMeta()).rejects.toThrow('fetch failed');
    await expect(createOnTiktok()).rejects.toThrow('fetch failed');
    await sandbox.faults([]);
    expect(await namesOnMeta()).toEqual([]);
    expect(await namesOnTiktok()).toEqual([]);
  });

  it('is recorded with status 0', async () => {
    await sandbox.faults([{ kind: 'drop_before' }]);
    await expect(readOnMeta()).rejects.toThrow('fetch failed');
    const { calls } = (await sandbox.call('GET', '/control/calls')).json<{ calls: readonly object[] }>();
    expect(calls).toMatchObject([{ operation: 'verify', status: 0, fault: 'drop_before' }]);
  });
});

describe('one rule for all platforms', () => {
  it.each([
    ['server_error', [500, { error: { code: 2, is_transient: true } }], [500, 'INTERNAL'], 50_000],
    ['token_expired', [401, { error: { code: 190, error_subcode: 463 } }], [401, 'UNAUTHENTICATED'], 40_102],
    ['validation', [400, { error: { code: 100 } }], [400, 'INVALID_ARGUMENT'], 40_002],
    ['rate_limit', [400, { error: { code: 80_004 } }], [429, 'RESOURCE_EXHAUSTED'], 40_133],
  ] as const)('makes each fail in its own form: %s', async (kind, meta, [googleStatus, status], code) => {
    await sandbox.faults([{ kind }]);
    const [onMeta, onGoogle, onTiktok] = [await readOnMeta(), await readOnGoogle(), await readOnTiktok()];
    expect([onMeta.status, onMeta.json()]).toMatchObject([...meta]);
    expect([onGoogle.status, onGoogle.json()]).toMatchObject([googleStatus, { error: { status } }]);
    expect([onTiktok.status, onTiktok.json()]).toMatchObject([200, { code }]);
    await sandbox.faults([]);
    const statuses = [await readOnMeta(), await readOnGoogle(), await readOnTiktok()].map((reply) => reply.status);
    expect(statuses).toEqual([200, 200, 200]);
  });

  it('puts a page of a gateway in the place of JSON', async () => {
    await sandbox.faults([{ kind: 'not_json' }]);
    for (const reply of [await readOnMeta(), await readOnGoogle(), await readOnTiktok()]) {
      expect(reply.status).toBe(502);
      expect(reply.headers.get('content-type')).toContain('text/html');
      expect(reply.text).toContain('<!DOCTYPE html>');
    }
  });

  it('keeps what is refused from happening', async () => {
    await sandbox.faults([{ kind: 'server_error', operation: 'create' }]);
    await Promise.all([createOnMeta(), createOnTiktok()]);
    expect(await namesOnMeta()).toEqual([]);
    expect(await namesOnTiktok()).toEqual([]);
  });

  it('is told with how often it struck, and is gone after it is deleted', async () => {
    await sandbox.faults([{ kind: 'server_error', platform: 'meta', adAccountId: 'act_12' }], 2000);
    await readOnMeta();
    const shown = await sandbox.call('GET', '/control/faults');
    expect(shown.json()).toEqual({
      rules: [{ kind: 'server_error', platform: 'meta', adAccountId: '12', probability: 1, struck: 1 }],
      listLagMs: 2000,
    });
    const cleared = await sandbox.call('DELETE', '/control/faults');
    expect(cleared.json()).toEqual({ rules: [], listLagMs: 0 });
    expect((await readOnMeta()).status).toBe(200);
  });
});

describe('a rate limit on Meta', () => {
  const usageOf = (reply: Reply, name: string): unknown => JSON.parse(reply.headers.get(name) ?? 'null');

  it('tells the wait in minutes, as the business use case does', async () => {
    await sandbox.faults([{ kind: 'rate_limit', waitSeconds: 90 }]);
    const reply = await readOnMeta();
    expect(usageOf(reply, 'x-business-use-case-usage')).toMatchObject({
      '12': [{ type: 'ads_management', call_count: 100, estimated_time_to_regain_access: 2 }],
    });
    expect(reply.headers.has('retry-after')).toBe(false);
  });

  it('tells a shorter wait in seconds, as the ad account does', async () => {
    await sandbox.faults([{ kind: 'rate_limit', waitSeconds: 5 }]);
    const reply = await readOnMeta();
    expect(reply.json()).toMatchObject({ error: { code: 17, error_subcode: 2_446_079 } });
    expect(usageOf(reply, 'x-ad-account-usage')).toMatchObject({ acc_id_util_pct: 100, reset_time_duration: 5 });
  });
});

describe('latency', () => {
  it('delays a call and lets it succeed', async () => {
    await sandbox.faults([{ kind: 'latency', latencyMs: 80 }]);
    const began = performance.now();
    expect((await readOnMeta()).status).toBe(200);
    expect(performance.now() - began).toBeGreaterThanOrEqual(75);
  });
});
