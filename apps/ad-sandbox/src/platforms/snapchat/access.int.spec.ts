import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Reply, type RunningSandbox, runningSandbox, testToken } from '../../testing/running-sandbox.ts';

const adAccountId = 'dbb95f66-0000-4000-8000-000000000001';
const campaigns = `/snapchat/v1/adaccounts/${adAccountId}/campaigns`;

let sandbox: RunningSandbox;
const get = (path: string, token: string | undefined = testToken): Promise<Reply> =>
  sandbox.call('GET', path, { token });

beforeEach(async () => {
  sandbox = await runningSandbox();
  await sandbox.openAccount('snapchat', adAccountId);
});
afterEach(() => sandbox.close());

describe('an ad account on Snapchat', () => {
  const account = { id: adAccountId, currency: 'USD', timezone: 'America/New_York', status: 'ACTIVE' };

  it('is in the organisations of the token, when accounts are asked for', async () => {
    await sandbox.openAccount('snapchat', 'another', { accessToken: 'another-token' });
    const { organizations } = (await get('/snapchat/v1/me/organizations?with_ad_accounts=true')).json<{
      organizations: readonly { organization: { id: string; ad_accounts?: readonly unknown[] } }[];
    }>();
    expect(organizations).toMatchObject([{ sub_request_status: 'SUCCESS', organization: { ad_accounts: [account] } }]);
    expect(organizations[0]?.organization.ad_accounts).toHaveLength(1);
    const plain = (await get('/snapchat/v1/me/organizations')).json<typeof organizations>();
    expect(JSON.stringify(plain)).not.toContain('ad_accounts');
    const accounts = await get(`/snapchat/v1/organizations/${organizations[0]?.organization.id}/adaccounts`);
    expect(accounts.json()).toMatchObject({ adaccounts: [{ sub_request_status: 'SUCCESS', adaccount: account }] });
    expect((await get('/snapchat/v1/organizations/unknown/adaccounts')).status).toBe(404);
  });

  it.each(['expired', 'revoked'])('is closed to a token that is %s, without a body', async (state) => {
    await sandbox.call('POST', '/control/tokens', { body: { platform: 'snapchat', adAccountId, state } });
    const reply = await get(campaigns);
    expect([reply.status, reply.text]).toEqual([401, '']);
    expect(reply.headers.get('www-authenticate')).toContain('error="invalid_token"');
  });

  it('is closed to a call without a token, and to the token of others', async () => {
    expect((await sandbox.call('GET', campaigns)).status).toBe(401);
    expect((await get(campaigns, 'unknown')).status).toBe(401);
    await sandbox.openAccount('snapchat', 'another', { accessToken: 'another-token' });
    const reply = await get(campaigns, 'another-token');
    expect([reply.status, reply.json()]).toMatchObject([403, { request_status: 'ERROR', error_code: 'E3001' }]);
    expect((await get(campaigns.replace('dbb95f66', 'dbb95f67'))).json()).toMatchObject({ error_code: 'E3003' });
  });
});

describe('the limits of Snapchat', () => {
  const told = ({ headers }: Reply): readonly (string | null)[] =>
    ['limit', 'remaining', 'reset'].map((name) => headers.get(`x-rate-limit-${name}`));
  // Noon in New York, and four seconds on.
  const reset = String(Date.parse('2026-12-01T17:00:04Z'));
  const use = (used: number): Promise<Reply> =>
    sandbox.call('PUT', '/control/usage', { body: { platform: 'snapchat', adAccountId, usage: { used } } });

  it('come with every answer, refusals too, and name the end of the wait in milliseconds', async () => {
    expect(told(await get(campaigns))).toEqual(['83', '82', reset]);
    expect(told(await get(`${campaigns}?limit=1`))).toEqual(['83', '82', reset]);
    expect(told(await get('/snapchat/v1/me/organizations'))).toEqual(['83', '82', reset]);
  });

  it('are used up with the last call that is answered, and refuse the next', async () => {
    await use(83);
    const last = await get(campaigns);
    expect([last.status, ...told(last)]).toEqual([200, '83', '0', reset]);
    await use(84);
    const refused = await get(campaigns);
    expect([refused.status, ...told(refused)]).toEqual([429, '83', '0', reset]);
    expect(refused.json()).toMatchObject({ request_status: 'ERROR' });
  });
});

describe('faults of Snapchat', () => {
  it.each([
    ['server_error', 500, { request_status: 'ERROR' }],
    ['validation', 400, { request_status: 'ERROR', error_code: 'E1001' }],
    ['rate_limit', 429, { request_status: 'ERROR' }],
  ])('are in its own form: %s', async (kind, status, body) => {
    await sandbox.faults([{ kind }]);
    const reply = await get(campaigns);
    expect([reply.status, reply.json()]).toMatchObject([status, body]);
    await sandbox.faults([]);
    expect((await get(campaigns)).status).toBe(200);
  });

  it('say when a block ends', async () => {
    await sandbox.faults([{ kind: 'rate_limit', waitSeconds: 30 }]);
    const { headers } = await get(campaigns);
    expect(headers.get('x-rate-limit-reset')).toBe(String(Date.parse('2026-12-01T17:00:30Z')));
    expect(headers.has('retry-after')).toBe(false);
  });

  it('say that a token ran out in a header only', async () => {
    await sandbox.faults([{ kind: 'token_expired' }]);
    const reply = await get(campaigns);
    expect([reply.status, reply.text]).toEqual([401, '']);
    expect(reply.headers.get('www-authenticate')).toContain('The access token expired');
  });
});
