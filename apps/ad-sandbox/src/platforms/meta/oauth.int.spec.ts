import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  clientOf,
  codeFrom,
  connected,
  decided,
  exchange,
  type Fields,
  pageOf,
  queryOf,
  sentBack,
  type Tokens,
} from '../../testing/consents.ts';
import { type Reply, type RunningSandbox, runningSandbox, startOfTests } from '../../testing/running-sandbox.ts';

let sandbox: RunningSandbox;
beforeEach(async () => {
  sandbox = await runningSandbox();
  await sandbox.openAccount('meta', 'act_1234567890', { name: 'Shop US' });
});
afterEach(() => sandbox.close());

const call = (method: string, path: string, token: string): Promise<Reply> =>
  sandbox.call(method, `/meta/v26.0${path}`, { token });
const create = (token: string): Promise<Reply> =>
  sandbox.call('POST', '/meta/v26.0/act_1234567890/campaigns', {
    token,
    body: { name: 'Sale', objective: 'OUTCOME_SALES', status: 'PAUSED', special_ad_categories: [], daily_budget: 5000 },
  });
const longLived = (token: string, more: Fields = {}): Promise<Reply> => {
  const fields = { grant_type: 'fb_exchange_token', ...clientOf('meta'), fb_exchange_token: token, ...more };
  return sandbox.call('GET', `/meta/v26.0/oauth/access_token?${queryOf(fields)}`);
};
const inspected = async (token: string): Promise<Record<string, unknown>> => {
  const { client_id: id, client_secret: secret } = clientOf('meta');
  const query = queryOf({ input_token: token, access_token: `${id}|${secret}` });
  return (await sandbox.call('GET', `/meta/v26.0/debug_token?${query}`)).json<{ data: Record<string, unknown> }>().data;
};
const permissions = async (token: string): Promise<Record<string, string>> => {
  const { data } = (await call('GET', '/me/permissions', token)).json<{
    data: { permission: string; status: string }[];
  }>();
  return Object.fromEntries(data.map(({ permission, status }) => [permission, status]));
};
const tokenWithout = async (declined: readonly string[], query: Fields = {}): Promise<string> => {
  const reply = await exchange(sandbox, 'meta', await codeFrom(sandbox, 'meta', { query, declined }));
  return reply.json<Tokens>().access_token;
};

const expired = { error: { code: 190, error_subcode: 463 } };
const removed = { error: { code: 190, error_subcode: 458 } };
const notGranted = { error: { code: 200 } };
const minuteMs = 60_000;
const dayMs = 1440 * minuteMs;

describe('a token of Meta', () => {
  it('is good for an hour and a half, and exchanged for one that is good for sixty days', async () => {
    const short = await connected(sandbox, 'meta');
    expect(short).toEqual({ access_token: expect.stringMatching(/^EAA/), token_type: 'bearer', expires_in: 5400 });
    const long = (await longLived(short.access_token)).json<Tokens>();
    expect(long).toMatchObject({ token_type: 'bearer', expires_in: 5_184_000 });
    sandbox.clock.forward(90 * minuteMs);
    expect((await call('GET', '/me', short.access_token)).json()).toMatchObject(expired);
    expect((await call('GET', '/me', long.access_token)).json()).toEqual({
      id: expect.stringMatching(/^\d+$/),
      name: 'Sandbox Person',
    });
    sandbox.clock.forward(60 * dayMs);
    expect((await call('GET', '/me', long.access_token)).json()).toMatchObject(expired);
  });

  it('is exchanged again before it ends, and not after', async () => {
    const { access_token: short } = await connected(sandbox, 'meta');
    const { access_token: first } = (await longLived(short)).json<Tokens>();
    sandbox.clock.forward(59 * dayMs);
    const { access_token: second } = (await longLived(first)).json<Tokens>();
    sandbox.clock.forward(2 * dayMs);
    expect((await longLived(first)).json()).toMatchObject(expired);
    expect((await call('GET', '/me', second)).status).toBe(200);
  });

  it('is exchanged for nobody but the product', async () => {
    const { access_token: short } = await connected(sandbox, 'meta');
    expect((await longLived(short, { client_secret: 'other' })).json()).toMatchObject({ error: { code: 1 } });
    expect((await longLived('other')).json()).toMatchObject({ error: { code: 190 } });
    expect((await longLived(short, { grant_type: 'password' })).json()).toMatchObject({ error: { code: 100 } });
  });

  it('can be looked at with the token of the product itself', async () => {
    const { access_token: token } = await connected(sandbox, 'meta');
    expect(await inspected(token)).toEqual({
      app_id: 'sandbox-client-meta',
      type: 'USER',
      user_id: expect.any(String),
      is_valid: true,
      expires_at: startOfTests / 1000 + 5400,
      scopes: ['ads_management', 'ads_read'],
    });
    sandbox.clock.forward(90 * minuteMs);
    expect(await inspected(token)).toMatchObject({ is_valid: false, error: { code: 190 } });
    expect(await inspected('other')).toMatchObject({ is_valid: false, scopes: [] });
    const query = queryOf({ input_token: token, access_token: token });
    expect((await sandbox.call('GET', `/meta/v26.0/debug_token?${query}`)).status).toBe(400);
  });

  it('comes with a fragment behind the code, which no product needs', async () => {
    const reply = await decided(sandbox, pageOf('meta'), 'approve');
    expect(reply.headers.get('location')).toMatch(/#_=_$/);
    expect(sentBack(reply)).not.toHaveProperty('scope');
  });
});

describe('the permissions of a token of Meta', () => {
  it('are told one by one, those that the person left out too', async () => {
    const token = await tokenWithout(['ads_management']);
    expect(await permissions(token)).toEqual({ ads_management: 'declined', ads_read: 'granted' });
  });

  it('are those that the control interface lets the person leave out', async () => {
    const body = { platform: 'meta', answer: 'approve', declinedScopes: ['ads_read'] };
    await sandbox.call('PUT', '/control/consent', { body });
    const { code = '' } = sentBack(await sandbox.call('GET', pageOf('meta')));
    const { access_token: token } = (await exchange(sandbox, 'meta', code)).json<Tokens>();
    expect(await permissions(token)).toEqual({ ads_management: 'granted', ads_read: 'declined' });
  });

  it('limit what can be done: reading takes one of them, writing the greater one', async () => {
    const reader = await tokenWithout(['ads_management']);
    expect((await call('GET', '/act_1234567890', reader)).status).toBe(200);
    expect((await create(reader)).json()).toMatchObject(notGranted);
    const all = await tokenWithout([], { auth_type: 'rerequest' });
    const created = await create(all);
    expect(created.status).toBe(200);
    const campaign = `/${created.json<{ id: string }>().id}`;
    expect((await call('DELETE', campaign, reader)).json()).toMatchObject(notGranted);
    const nothing = await tokenWithout(['ads_management', 'ads_read'], { auth_type: 'rerequest' });
    expect((await call('GET', campaign, nothing)).json()).toMatchObject(notGranted);
    expect((await call('GET', '/me/adaccounts', nothing)).json()).toMatchObject(notGranted);
  });

  it('stay left out until the person is asked for them again on purpose', async () => {
    await tokenWithout(['ads_management']);
    expect((await sandbox.call('GET', pageOf('meta'))).text).not.toContain('ads_management');
    expect(await permissions(await tokenWithout([]))).toMatchObject({ ads_management: 'declined' });
    const again = await tokenWithout([], { auth_type: 'rerequest' });
    expect(await permissions(again)).toMatchObject({ ads_management: 'granted' });
  });

  it('are taken back one by one', async () => {
    const { access_token: token } = await connected(sandbox, 'meta');
    expect((await call('DELETE', '/me/permissions/ads_management', token)).json()).toEqual({ success: true });
    expect(await permissions(token)).toEqual({ ads_management: 'declined', ads_read: 'granted' });
    expect((await create(token)).json()).toMatchObject(notGranted);
    expect((await call('DELETE', '/me/permissions/ads_management', token)).json()).toMatchObject({
      error: { code: 100 },
    });
  });

  it('are taken back all at once by the id of the person, and with them every token', async () => {
    const { access_token: first } = await connected(sandbox, 'meta');
    const { access_token: second } = await connected(sandbox, 'meta');
    const { id } = (await call('GET', '/me', first)).json<{ id: string }>();
    expect((await call('DELETE', `/${id}/permissions`, first)).status).toBe(200);
    for (const token of [first, second]) expect((await call('GET', '/me', token)).json()).toMatchObject(removed);
    expect((await longLived(first)).json()).toMatchObject({ error: { code: 190 } });
  });
});

describe('the ad accounts of a token of Meta', () => {
  const fields = 'id,account_id,name,currency,timezone_name,account_status,min_daily_budget,business{id,name}';

  it('are listed with what says whether they can be used', async () => {
    await sandbox.openAccount('meta', '2', { standing: 'pending' });
    await sandbox.openAccount('meta', '3', { standing: 'closed' });
    const { access_token: token } = await connected(sandbox, 'meta');
    await sandbox.openAccount('meta', '4', { accessToken: 'of-another' });
    const reply = await call('GET', `/me/adaccounts?fields=${fields}&limit=100`, token);
    expect(reply.json()).toMatchObject({
      data: [
        {
          id: 'act_1234567890',
          account_id: '1234567890',
          name: 'Shop US',
          currency: 'USD',
          timezone_name: 'America/New_York',
          account_status: 1,
          min_daily_budget: 100,
          business: { id: expect.any(String), name: expect.any(String) },
        },
        { id: 'act_2', account_status: 7 },
        { id: 'act_3', account_status: 2 },
      ],
    });
  });

  it('come page by page', async () => {
    await sandbox.openAccount('meta', '2');
    const { access_token: token } = await connected(sandbox, 'meta');
    type Page = { data: { id: string }[]; paging: { next?: string } };
    const first = (await call('GET', '/me/adaccounts?limit=1', token)).json<Page>();
    expect(first.data).toEqual([{ id: 'act_1234567890', account_id: '1234567890' }]);
    const next = new URL(first.paging.next ?? '');
    const second = (await sandbox.call('GET', `${next.pathname}${next.search}`, { token })).json<Page>();
    expect(second.data).toEqual([{ id: 'act_2', account_id: '2' }]);
    expect(second.paging.next).toBeUndefined();
  });

  it('are not told to a token that is not known', async () => {
    expect((await call('GET', '/me/adaccounts', 'other')).status).toBe(401);
  });
});
