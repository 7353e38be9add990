import { type GrantPrivateKey, newGrantKey } from '@campaigns/grant-handover';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ConsentDesk, openConsentDesk } from '../testing/consent-desk.ts';
import { organisation, prefix } from '../testing/scenario.ts';
import { type Client, newOrg, startTestApi, type TestApi } from '../testing/test-api.ts';

const key: GrantPrivateKey = newGrantKey();
const publicUrl = 'https://campaigns.example.com';
const shop = { adAccountId: '101', name: 'Shop', currency: 'EUR', timeZone: 'Europe/Berlin', loginCustomerId: null };
const outlet = { ...shop, adAccountId: '102', name: 'Outlet', currency: 'USD' };
const authorizations = `${prefix}/connections/authorizations`;

let api: TestApi;
let desk: ConsentDesk;
let org: string;
let admin: Client;

beforeAll(async () => {
  api = await startTestApi({ publicUrl, grantPublicKey: key });
  desk = openConsentDesk(api);
  org = newOrg();
  admin = await api.as(org, 'admin');
}, 60_000);
afterAll(async () => {
  await desk.close();
  await api.stop();
});

const request = async (as: Client = admin, platform = 'meta') => {
  const answer = await as('POST', authorizations, { body: { platform } });
  expect(answer.status).toBe(201);
  const id: string = answer.body.authorization.authorization_id;
  const url = new URL(answer.body.authorization_url);
  return { id, url, state: url.searchParams.get('state') ?? '', answer };
};
/** As the browser of a person who was sent back. */
const comeBack = async (query: Readonly<Record<string, string>>, platform = 'meta') => {
  const answer = await fetch(`${api.url}${prefix}/connections/callback/${platform}?${new URLSearchParams(query)}`);
  return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
};
const shown = async (id: string, as: Client = admin) => (await as('GET', `${authorizations}/${id}`)).body.authorization;
const granted = async (as: Client = admin) => {
  const { id, state } = await request(as);
  await comeBack({ state, code: 'planted-code' });
  await desk.grant(id, [shop, outlet]);
  return id;
};

describe('Asking for access to ad accounts', () => {
  it('gives the address of the consent page, in this answer only', async () => {
    const { id, url, answer } = await request();
    expect(url.hostname).toBe('meta.test');
    expect(answer.headers.get('location')).toBe(`${authorizations}/${id}`);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.body.authorization).toMatchObject({ platform: 'meta', status: 'waiting', failure: null });
    expect(Date.parse(answer.body.authorization.expires_at) - Date.now()).toBeGreaterThan(590_000);
    const again = await admin('GET', `${authorizations}/${id}`);
    expect(again.text).not.toContain(url.searchParams.get('state'));
  });

  it('is another request when it is repeated, and leaves its answer nowhere', async () => {
    const headers = { 'idempotency-key': 'connect-1' };
    const call = () => admin('POST', authorizations, { body: { platform: 'meta' }, headers });
    const [one, other] = [await call(), await call()];
    expect(one.body.authorization.authorization_id).not.toBe(other.body.authorization.authorization_id);
    const { rows } = await api.pool.query(`select from gateway.idempotency_keys where key = 'connect-1'`);
    expect(rows).toEqual([]);
  });

  it('says which variables are missing, here and at the sync-worker', async () => {
    const bare = await startTestApi();
    const refused = await (await bare.as(org, 'admin'))('POST', authorizations, { body: { platform: 'meta' } });
    await bare.stop();
    expect(refused.status).toBe(501);
    expect(refused.body).toMatchObject({
      code: 'platform-not-configured',
      detail: 'Ad accounts cannot be connected: set PUBLIC_URL and GRANT_PUBLIC_KEY',
    });
    desk.failNext({ code: 'platform-not-configured', message: 'set META_CLIENT_ID' });
    const answer = await admin('POST', authorizations, { body: { platform: 'meta' } });
    expect([answer.status, answer.body.detail]).toEqual([501, 'set META_CLIENT_ID']);
  });

  it('says what the platform said when it gives no address', async () => {
    desk.failNext({ code: '415', message: 'Callback URL not approved' });
    const answer = await admin('POST', authorizations, { body: { platform: 'twitter' } });
    expect([answer.status, answer.body.code]).toEqual([502, 'authorization-failed']);
    expect(answer.body.detail).toBe('Callback URL not approved');
  });
});

describe('A person who comes back from the consent page', () => {
  it('hands a code over that only the sync-worker can read', async () => {
    const { id, state } = await request();
    const page = await comeBack({ state, code: 'planted-code' });
    expect(page).toMatchObject({ status: 200, type: 'text/html; charset=utf-8' });
    expect(page.text).toContain('Access was granted');
    expect((await shown(id)).status).toBe('exchanging');
    expect(await desk.answerTo(id, key)).toEqual({ authorizationId: id, code: 'planted-code' });
    await expect(desk.answerTo(id, newGrantKey())).rejects.toThrow('decryption');
    const everything = await api.pool.query(`select s::text as row from handover.slips s
      union all select e::text from log.events e`);
    expect(everything.rows.map(({ row }) => row).join('\n')).not.toContain('planted-code');
    expect(api.lines.join('\n')).not.toContain('planted-code');
  });

  it.each([
    ['tiktok', (state: string) => ({ state, auth_code: 'planted', code: 'planted' })],
    ['twitter', (state: string) => ({ oauth_token: state, oauth_verifier: 'planted' })],
    ['google', (state: string) => ({ state, code: 'planted', scope: 'adwords' })],
  ] as const)('is understood in the words of %s', async (platform, query) => {
    const { id, state } = await request(admin, platform);
    expect((await comeBack(query(state), platform)).status).toBe(200);
    expect(await desk.answerTo(id, key)).toMatchObject({ code: 'planted' });
  });

  it.each([
    ['meta', (state: string) => ({ state, error: 'access_denied', error_reason: 'user_denied' })],
    ['linkedin', (state: string) => ({ state, error: 'user_cancelled_login' })],
    ['twitter', (state: string) => ({ denied: state })],
  ] as const)('may have refused on %s', async (platform, query) => {
    const { id, state } = await request(admin, platform);
    expect((await comeBack(query(state), platform)).text).toContain('Access was not granted');
    expect(await shown(id)).toMatchObject({ status: 'failed', failure: { code: 'access-denied' } });
    expect(await desk.answerTo(id, key)).toBeUndefined();
  });

  it('is turned away with a state that nobody was given, whatever else comes with it', async () => {
    const { id } = await request();
    for (const query of [{ code: 'planted' }, { state: 'guessed', code: 'planted' }, { error: 'access_denied' }]) {
      expect((await comeBack(query as Record<string, string>)).status).toBe(400);
    }
    expect((await shown(id)).status).toBe('waiting');
  });

  it('comes back once, also when two come at the same time', async () => {
    const { id, state } = await request();
    const pages = await Promise.all(['one', 'two', 'three'].map((code) => comeBack({ state, code })));
    expect(pages.map(({ status }) => status).toSorted()).toEqual([200, 400, 400]);
    expect((await comeBack({ state, error: 'access_denied' })).status).toBe(400);
    expect((await shown(id)).status).toBe('exchanging');
  });

  it('comes too late after ten minutes', async () => {
    const { id, state } = await request();
    await api.pool.query(
      `update handover.slips set expires_at = now() - interval '1 second' where authorization_id = $1`,
      [id],
    );
    expect((await comeBack({ state, code: 'planted' })).status).toBe(400);
    expect(await desk.answerTo(id, key)).toBeUndefined();
  });

  it('is turned away at the door of another platform', async () => {
    const { id, state } = await request();
    expect((await comeBack({ state, code: 'planted' }, 'google')).status).toBe(400);
    expect(await desk.answerTo(id, key)).toBeUndefined();
    expect((await comeBack({ state, code: 'planted' })).status).toBe(400);
  });
});

describe('Choosing among the ad accounts', () => {
  const choose = (id: string, body: object, as: Client = admin) =>
    as('POST', `${authorizations}/${id}/accounts`, { body });

  it('makes a connection of each, which can be read and shows until when it works', async () => {
    const id = await granted();
    expect(await shown(id)).toMatchObject({
      status: 'choose_account',
      accounts: [
        { ad_account_id: '101', name: 'Shop', currency: 'EUR', time_zone: 'Europe/Berlin' },
        { ad_account_id: '102', name: 'Outlet' },
      ],
    });
    const answer = await choose(id, { ad_account_ids: ['102', '101'], names: { '101': 'Shop Europe' } });
    expect(answer.status).toBe(201);
    expect(answer.body.connections).toMatchObject([
      { ad_account_id: '102', name: 'Outlet', currency: 'USD', state: 'active', scopes: ['ads_management'] },
      { ad_account_id: '101', name: 'Shop Europe', expires_at: '2027-03-01T09:00:00.000Z' },
    ]);
    const ids = answer.body.connections.map((each: { connection_id: string }) => each.connection_id);
    expect(await shown(id)).toMatchObject({ status: 'done', connection_ids: ids, accounts: [] });
    const one = await admin('GET', `${prefix}/connections/${ids[0]}`);
    expect(one.body.connection).toEqual(answer.body.connections[0]);
  });

  it('may be repeated, and not be changed afterwards', async () => {
    const id = await granted();
    const first = await choose(id, { ad_account_ids: ['101'] });
    expect((await choose(id, { ad_account_ids: ['101'] })).body).toEqual(first.body);
    expect((await choose(id, { ad_account_ids: ['102'] })).body).toMatchObject({ code: 'authorization-not-granted' });
  });

  it('is finished by who repeats it when the gateway died between the choice and its connections', async () => {
    let isDying = true;
    let appends = 0;
    const dying = await startTestApi({ publicUrl, grantPublicKey: key }, (store) => ({
      ...store,
      append: async (stream, ...given) => {
        if (stream.startsWith('connection-')) appends += 1;
        if (isDying && appends === 2) throw new Error('The gateway was killed');
        return store.append(stream, ...given);
      },
    }));
    const its = openConsentDesk(dying);
    try {
      const as = await dying.as(org, 'admin');
      const asked = await as('POST', authorizations, { body: { platform: 'meta' } });
      const id: string = asked.body.authorization.authorization_id;
      const state = new URL(asked.body.authorization_url).searchParams.get('state') ?? '';
      await fetch(`${dying.url}${prefix}/connections/callback/meta?${new URLSearchParams({ state, code: 'planted' })}`);
      await its.grant(id, [shop, outlet]);
      const body = { ad_account_ids: ['101', '102'] };
      expect((await choose(id, body, as)).status).toBe(500);
      const left = await as('GET', `${authorizations}/${id}`);
      expect(left.body.authorization).toMatchObject({
        status: 'done',
        connection_ids: [{}, {}].map(() => expect.any(String)),
      });
      isDying = false;
      const answer = await choose(id, body, as);
      expect([answer.status, answer.body.connections.map(({ name }: { name: string }) => name)]).toEqual([
        ...[201, ['Shop', 'Outlet']],
      ]);
      expect((await choose(id, body, as)).body).toEqual(answer.body);
      for (const connectionId of left.body.authorization.connection_ids) {
        const { events } = await dying.store.load(`connection-${connectionId}`);
        expect(events.map(({ type }) => type)).toEqual(['ConnectionRegistered', 'ConnectionAuthorized']);
      }
    } finally {
      await its.close();
      await dying.stop();
    }
  });

  it('gives an account that is connected already the new access', async () => {
    const [one, other] = [await granted(), await granted()];
    const before = await choose(one, { ad_account_ids: ['101'] });
    const after = await choose(other, { ad_account_ids: ['101'], names: { '101': 'Renamed' } });
    const [connection] = after.body.connections;
    expect(connection.connection_id).toBe(before.body.connections[0].connection_id);
    const { events } = await api.store.load(`connection-${connection.connection_id}`);
    expect(events.filter(({ type }) => type === 'ConnectionRegistered')).toHaveLength(1);
    const grants = events.filter(({ type }) => type === 'ConnectionAuthorized').map(({ data }) => data);
    expect(new Set(grants.map((data) => (data as { grantId: string }).grantId)).size).toBe(grants.length);
  });

  it('refuses what was not offered, and what was not granted yet', async () => {
    const id = await granted();
    const refused = await choose(id, { ad_account_ids: ['103'] });
    expect([refused.status, refused.body.code]).toEqual([422, 'account-not-offered']);
    const early = await choose((await request()).id, { ad_account_ids: ['101'] });
    expect([early.status, early.body.code]).toEqual([409, 'authorization-not-granted']);
  });

  it('is for who asked: neither for a colleague nor for another organisation', async () => {
    const id = await granted();
    for (const stranger of [await api.as(org, 'admin', 'bert'), await api.as(newOrg(), 'admin')]) {
      expect((await choose(id, { ad_account_ids: ['101'] }, stranger)).status).toBe(404);
      expect((await stranger('GET', `${authorizations}/${id}`)).status).toBe(404);
    }
    expect((await shown(id)).status).toBe('choose_account');
  });
});

describe('A single connection', () => {
  it('is shown to its organisation, and to nobody else', async () => {
    const id = await api.connect(org, 'meta');
    const viewer = await api.as(org, 'viewer');
    expect((await viewer('GET', `${prefix}/connections/${id}`)).body.connection).toMatchObject({ connection_id: id });
    const stranger = await api.as(newOrg(), 'viewer');
    expect((await stranger('GET', `${prefix}/connections/${id}`)).body).toMatchObject({ code: 'connection-not-found' });
  });
});

describe('Giving a connection up', () => {
  it('takes it out of use for good, once', async () => {
    const id = await api.connect(org, 'meta');
    const answer = await admin('DELETE', `${prefix}/connections/${id}`);
    expect(answer.status).toBe(200);
    expect(answer.body.connection).toMatchObject({ connection_id: id, status: 'suspended', state: 'revoked' });
    expect((await admin('DELETE', `${prefix}/connections/${id}`)).status).toBe(200);
    const { events } = await api.store.load(`connection-${id}`);
    expect(events.map(({ type }) => type)).toEqual(['ConnectionRegistered', 'ConnectionDisconnected']);
  });

  it('is refused while campaigns use it, unless it is meant', async () => {
    const owner = await organisation(api);
    const { orchestration_id: orchestrationId, mappings } = await owner.deployed();
    const path = `${prefix}/connections/${mappings[0].connection_id}`;
    const refused = await owner.admin('DELETE', path);
    expect([refused.status, refused.body.code]).toEqual([409, 'connection-in-use']);
    expect(refused.body.details).toEqual({ orchestrations: [orchestrationId] });
    expect((await owner.admin('DELETE', `${path}?force=true`)).body.connection.state).toBe('revoked');
  });

  it('is nobody else’s business', async () => {
    const id = await api.connect(org, 'meta');
    const stranger = await api.as(newOrg(), 'admin');
    expect((await stranger('DELETE', `${prefix}/connections/${id}`)).body.code).toBe('connection-not-found');
    expect((await admin('GET', `${prefix}/connections/${id}`)).body.connection.status).toBe('active');
  });
});
