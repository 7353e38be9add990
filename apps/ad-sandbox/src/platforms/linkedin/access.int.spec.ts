import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type RunningSandbox, runningSandbox } from '../../testing/running-sandbox.ts';
import { account, failureOf, linkedinCalls, sale } from './testing/linkedin-calls.ts';

let sandbox: RunningSandbox;
const { send, get, post } = linkedinCalls(() => sandbox);

beforeEach(async () => {
  sandbox = await runningSandbox();
  await sandbox.openAccount('linkedin', `urn:li:sponsoredAccount:${account}`, { name: 'An account' });
});
afterEach(() => sandbox.close());

describe('an ad account on LinkedIn', () => {
  const shown = {
    id: 507_000_001,
    name: 'An account',
    currency: 'USD',
    status: 'ACTIVE',
    type: 'BUSINESS',
    servingStatuses: ['RUNNABLE'],
    reference: 'urn:li:organization:507000001',
  };

  it('tells its currency and the organisation it belongs to, and no time zone', async () => {
    expect((await get('')).json()).toEqual(shown);
  });

  it('is found among the accounts that a token may use', async () => {
    await sandbox.openAccount('linkedin', '508', { accessToken: 'another' });
    const found = await get('/linkedin/rest/adAccounts?q=search&search=(status:(values:List(ACTIVE)))');
    expect(found.json()).toEqual({ elements: [shown], metadata: {} });
  });
});

describe('a call to LinkedIn', () => {
  it.each([
    ['no version', undefined, 400, 'VERSION_MISSING'],
    ['a version that has ended', '202511', 426, 'NONEXISTENT_VERSION'],
    ['a version that is not there yet', '202701', 426, 'NONEXISTENT_VERSION'],
    ['a version that is no month', '202613', 426, 'NONEXISTENT_VERSION'],
  ])('is refused with %s', async (_case, version, status, code) => {
    const headers: Record<string, string> = { 'x-restli-protocol-version': '2.0.0' };
    if (version !== undefined) headers['linkedin-version'] = version;
    const token = 'token-of-the-tests';
    const reply = await sandbox.call('GET', `/linkedin/rest/adAccounts/${account}`, { token, headers });
    expect(reply.status).toBe(status);
    expect(failureOf(reply)).toMatchObject({ status, code });
  });

  it('is refused in another version of the protocol', async () => {
    expect((await get('', { headers: { 'x-restli-protocol-version': '1.0.0' } })).status).toBe(400);
  });

  it.each([
    ['expired', 65_602, 'EXPIRED_ACCESS_TOKEN'],
    ['revoked', 65_601, 'REVOKED_ACCESS_TOKEN'],
  ])('is refused while its token is %s', async (state, serviceErrorCode, code) => {
    const setToken = (to: string) =>
      sandbox.call('POST', '/control/tokens', { body: { platform: 'linkedin', adAccountId: account, state: to } });
    await setToken(state);
    const reply = await get('');
    expect(reply.status).toBe(401);
    expect(failureOf(reply)).toMatchObject({ status: 401, serviceErrorCode, code });
    await setToken('valid');
    expect((await get('')).status).toBe(200);
  });

  it('is refused without a token, with an unknown one and with that of others', async () => {
    expect(failureOf(await get('', { token: '' }))).toMatchObject({ serviceErrorCode: 65_600 });
    expect(failureOf(await get('', { token: 'unknown' }))).toMatchObject({ serviceErrorCode: 65_600 });
    await sandbox.openAccount('linkedin', '508', { accessToken: 'another' });
    const foreign = await get('', { token: 'another' });
    expect([foreign.status, failureOf(foreign)]).toMatchObject([403, { serviceErrorCode: 100, code: 'ACCESS_DENIED' }]);
  });

  it('leads nowhere on a path that LinkedIn does not have', async () => {
    for (const path of ['/linkedin/rest/campaigns', '/adCampaigns/1/creatives', '/adCreatives']) {
      expect(failureOf(await get(path))).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    }
    expect((await send('DELETE', '/adCampaigns')).status).toBe(404);
  });

  it('has to be JSON where it carries anything', async () => {
    expect((await post('/adCampaigns', 'name=Sale')).status).toBe(400);
    expect((await post('/adCampaigns', sale, { headers: { 'content-type': 'text/plain' } })).status).toBe(400);
    expect((await post('/adCampaigns', sale)).status).toBe(201);
  });

  it('may carry a long query as the form of a POST', async () => {
    await post('/adCampaigns', sale);
    const headers = { 'x-http-method-override': 'GET', 'content-type': 'application/x-www-form-urlencoded' };
    const reply = await post('/adCampaigns', 'q=search&search=(status:(values:List(PAUSED)))', { headers });
    expect(reply.json()).toMatchObject({ elements: [{ name: sale.name }] });
  });

  it('that comes too often is told so, and not until when', async () => {
    await sandbox.faults([{ kind: 'rate_limit', platform: 'linkedin', waitSeconds: 600 }]);
    const reply = await get('');
    expect(reply.status).toBe(429);
    expect(reply.json()).toEqual({
      message: 'Resource level throttle limit for calls to this resource is reached.',
      serviceErrorCode: 0,
      status: 429,
    });
    expect(reply.headers.get('retry-after')).toBeNull();
  });

  it('that LinkedIn fails at has a number to ask them about', async () => {
    await sandbox.faults([{ kind: 'server_error' }]);
    const reply = await get('');
    expect([reply.status, reply.headers.get('x-li-uuid')]).toEqual([500, expect.any(String)]);
  });
});
