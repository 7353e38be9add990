import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Reply, type RunningSandbox, runningSandbox, testToken } from '../testing/running-sandbox.ts';

let sandbox: RunningSandbox;
const control = (method: string, path: string, body?: unknown): Promise<Reply> =>
  sandbox.call(method, `/control${path}`, { body });

const account = {
  platform: 'meta',
  adAccountId: 'act_12',
  currency: 'USD',
  timeZone: 'America/New_York',
  accessToken: testToken,
};
const sale = {
  name: 'Sale',
  objective: 'OUTCOME_SALES',
  status: 'PAUSED',
  special_ad_categories: [],
  daily_budget: 5000,
};
const create = async (): Promise<string> => {
  const reply = await sandbox.call('POST', '/meta/v26.0/act_12/campaigns', { token: testToken, body: sale });
  return reply.json<{ id: string }>().id;
};
const campaigns = async (query = ''): Promise<readonly Readonly<Record<string, unknown>>[]> =>
  (await control('GET', `/campaigns?${query}`)).json<{ campaigns: readonly Record<string, unknown>[] }>().campaigns;

beforeEach(async () => {
  sandbox = await runningSandbox();
});
afterEach(() => sandbox.close());

describe('opening an ad account', () => {
  it('can be repeated, with another token and another name', async () => {
    const first = await control('POST', '/accounts', account);
    expect(first.status).toBe(200);
    expect(first.json()).toEqual({
      platform: 'meta',
      adAccountId: '12',
      name: 'Sandbox meta 12',
      currency: 'USD',
      timeZone: 'America/New_York',
      createdAt: '2026-12-01T17:00:00.000Z',
    });
    expect((await control('POST', '/accounts', account)).json()).toEqual(first.json());
    const again = await control('POST', '/accounts', { ...account, name: 'Renamed', accessToken: 'second' });
    expect(again.json()).toMatchObject({ adAccountId: '12', name: 'Renamed' });
    for (const token of [testToken, 'second']) {
      expect((await sandbox.call('GET', '/meta/v26.0/act_12', { token })).status).toBe(200);
    }
  });

  it('is refused with another currency than it was opened with', async () => {
    await control('POST', '/accounts', account);
    const refused = await control('POST', '/accounts', { ...account, currency: 'EUR' });
    expect(refused.status).toBe(409);
    expect(refused.json()).toMatchObject({ detail: expect.stringMatching(/^currency: .* opened with USD/) });
  });

  it('never shows a token, nor writes one down', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ad-sandbox-'));
    const journalPath = join(folder, 'journal.jsonl');
    const other = await runningSandbox({ journalPath });
    await other.openAccount('meta', '12');
    await other.call('GET', `/meta/v26.0/act_12?access_token=${testToken}`);
    const calls = await other.call('GET', '/control/calls');
    expect(calls.text).toContain('/meta/v26.0/act_12');
    expect(calls.text).not.toContain(testToken);
    await other.close();
    const journal = readFileSync(journalPath, 'utf8');
    expect(journal).toContain('TokenGranted');
    expect(journal).not.toContain(testToken);
    rmSync(folder, { recursive: true });
  });
});

describe('the control interface', () => {
  it.each([
    ['POST', '/accounts', { ...account, platform: 'myspace' }, 'platform'],
    ['POST', '/accounts', { ...account, timeZone: 'Mars/Olympus' }, 'timeZone'],
    ['POST', '/accounts', { ...account, currency: 'XYZ' }, 'currency'],
    ['POST', '/accounts', { ...account, accessToken: 'two words' }, 'accessToken'],
    ['POST', '/accounts', { ...account, adAccountId: undefined }, 'adAccountId'],
    ['POST', '/accounts', { ...account, platform: 'twitter' }, 'tokenSecret'],
    ['PUT', '/faults', { rules: [{ kind: 'earthquake' }] }, 'rules.0.kind'],
    ['PUT', '/faults', { rules: [{ kind: 'latency', probability: 2 }] }, 'rules.0.probability'],
    ['PUT', '/faults', { rules: [{ kind: 'latency', operation: 'dance' }] }, 'rules.0.operation'],
    ['PUT', '/faults', { rules: [], listLagMs: -1 }, 'listLagMs'],
    ['PUT', '/faults', {}, 'rules'],
    ['POST', '/tokens', { platform: 'meta', adAccountId: '12', state: 'lost' }, 'state'],
    ['PUT', '/usage', { platform: 'meta', adAccountId: '12', usage: { call_count: -1 } }, 'usage.call_count'],
    ['PATCH', '/campaigns/meta/1', { budgetMicros: 0.5 }, 'budgetMicros'],
    ['PATCH', '/campaigns/meta/1', { colour: 'red' }, 'body'],
    ['PATCH', '/campaigns/meta/1', {}, 'body'],
    ['PATCH', '/campaigns/myspace/1', { name: 'A' }, 'platform'],
    ['GET', '/campaigns?platform=myspace', undefined, 'platform'],
    ['GET', '/campaigns?include_deleted=perhaps', undefined, 'include_deleted'],
    ['GET', '/calls?since=yesterday', undefined, 'since'],
    ['POST', '/tokens', '{"platform":', 'body'],
  ])('refuses %s %s and names what is wrong', async (method, path, body, field) => {
    const reply = await control(method, path, body);
    expect(reply.status).toBe(400);
    const { title, detail } = reply.json<{ title: string; detail: string }>();
    expect(title).toBe('The request is not valid');
    expect(detail).toContain(`${field}: `);
  });

  it.each([
    ['POST', '/tokens', { platform: 'meta', adAccountId: '404', state: 'expired' }],
    ['PUT', '/usage', { platform: 'meta', adAccountId: '404', usage: {} }],
    ['PATCH', '/campaigns/meta/404', { name: 'A' }],
    ['GET', '/nothing/404', undefined],
  ])('does not know what is not there: %s %s', async (method, path, body) => {
    const reply = await control(method, path, body);
    expect(reply.status).toBe(404);
    expect(reply.json()).toMatchObject({ title: 'Not found', detail: expect.stringContaining('404') });
  });

  it('tells that it is well, and what it runs with', async () => {
    const reply = await control('GET', '/health');
    expect(reply.json()).toEqual({ status: 'ok', seed: 7, dayMs: 1000, accounts: 0, campaigns: 0 });
  });
});

describe('campaigns as they really are', () => {
  beforeEach(() => sandbox.openAccount('meta', '12'));

  it('are listed for a platform and an account, deleted ones when asked for', async () => {
    const [id, gone] = [await create(), await create()];
    await sandbox.call('DELETE', `/meta/v26.0/${gone}`, { token: testToken });
    expect(await campaigns('platform=meta&adAccountId=act_12')).toEqual([
      {
        platform: 'meta',
        adAccountId: '12',
        id,
        name: 'Sale',
        status: 'paused',
        budget: { kind: 'daily', micros: 50_000_000 },
        createdAt: '2026-12-01T17:00:00.000Z',
        details: { objective: 'OUTCOME_SALES', buying_type: 'AUCTION', special_ad_categories: [] },
      },
    ]);
    expect((await campaigns('include_deleted=true')).map((campaign) => campaign['id'])).toEqual([id, gone]);
    expect(await campaigns('platform=tiktok')).toEqual([]);
    expect(await campaigns('adAccountId=13')).toEqual([]);
  });

  it('can be changed by a human, which the platform then shows', async () => {
    const id = await create();
    sandbox.clock.forward(1000);
    const edit = { name: 'By hand', status: 'active', budgetMicros: 70_000_000 };
    expect((await control('PATCH', `/campaigns/meta/${id}`, edit)).json()).toMatchObject({ id, name: 'By hand' });
    const path = `/meta/v26.0/${id}?fields=name,status,daily_budget,updated_time`;
    expect((await sandbox.call('GET', path, { token: testToken })).json()).toEqual({
      id,
      name: 'By hand',
      status: 'ACTIVE',
      daily_budget: '7000',
      updated_time: '2026-12-01T12:00:01-0500',
    });
  });

  it('can be deleted by a human, once', async () => {
    const id = await create();
    expect((await control('PATCH', `/campaigns/meta/${id}`, { deleted: true })).json()).toMatchObject({
      status: 'deleted',
    });
    expect(await campaigns()).toEqual([]);
    expect((await control('PATCH', `/campaigns/meta/${id}`, { name: 'Too late' })).status).toBe(409);
  });
});

describe('the record of calls', () => {
  it('names operation, account and status, from a call or a time on', async () => {
    await sandbox.openAccount('meta', '12');
    const id = await create();
    sandbox.clock.forward(1000);
    await sandbox.call('POST', `/meta/v26.0/${id}`, { token: testToken, body: { status: 'ACTIVE' } });
    await sandbox.call('GET', `/meta/v26.0/${id}`);
    const all = (await control('GET', '/calls')).json<{ calls: readonly Record<string, unknown>[] }>().calls;
    expect(all).toMatchObject([
      { sequence: 1, platform: 'meta', operation: 'create', adAccountId: '12', method: 'POST', status: 200 },
      { sequence: 2, operation: 'resume', path: `/meta/v26.0/${id}`, status: 200 },
      { sequence: 3, operation: 'read', status: 401 },
    ]);
    const since = async (mark: string): Promise<number> =>
      (await control('GET', `/calls?since=${mark}`)).json<{ calls: readonly unknown[] }>().calls.length;
    expect(await since('2')).toBe(1);
    expect(await since('2026-12-01T17:00:01.000Z')).toBe(2);
    expect((await control('GET', '/calls/counts')).json()).toEqual({
      total: 3,
      faults: 0,
      byPlatform: { meta: 3 },
      byOperation: { 'meta.create': 1, 'meta.resume': 1, 'meta.read': 1 },
    });
  });
});
