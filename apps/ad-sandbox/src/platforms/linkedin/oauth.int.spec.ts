import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { asForm, clientOf, connected, type Fields, refresh, type Tokens } from '../../testing/consents.ts';
import { type Reply, type RunningSandbox, runningSandbox, startOfTests } from '../../testing/running-sandbox.ts';
import { linkedinCalls, sale } from './testing/linkedin-calls.ts';

let sandbox: RunningSandbox;
const { get, post } = linkedinCalls(() => sandbox);

beforeEach(async () => {
  sandbox = await runningSandbox();
  await sandbox.openAccount('linkedin', '507000001', { name: 'Shop US' });
});
afterEach(() => sandbox.close());

const about = (endpoint: 'revoke' | 'introspectToken', token: string, more: Fields = {}): Promise<Reply> =>
  sandbox.call('POST', `/linkedin/oauth/v2/${endpoint}`, asForm({ ...clientOf('linkedin'), token, ...more }));
const introspected = async (token: string) =>
  (await about('introspectToken', token)).json<Readonly<Record<string, unknown>>>();

const roles = '/linkedin/rest/adAccountUsers?q=authenticatedUser';
const dayMs = 86_400_000;

describe('the tokens of LinkedIn', () => {
  it('are good for sixty days, and a year for the one that refreshes', async () => {
    expect(await connected(sandbox, 'linkedin')).toEqual({
      access_token: expect.stringMatching(/^AQX/),
      expires_in: 5_184_000,
      refresh_token: expect.stringMatching(/^AQW/),
      refresh_token_expires_in: 31_536_000,
      scope: 'r_ads,rw_ads,r_ads_reporting',
    });
  });

  it('are renewed by the same refresh token, whose year does not begin anew', async () => {
    const { access_token: first, refresh_token: token = '' } = await connected(sandbox, 'linkedin');
    sandbox.clock.forward(60 * dayMs);
    expect((await get(roles, { token: first })).json()).toMatchObject({ code: 'EXPIRED_ACCESS_TOKEN' });
    const second = (await refresh(sandbox, 'linkedin', token)).json<Tokens>();
    expect(second).toMatchObject({
      expires_in: 5_184_000,
      refresh_token: token,
      refresh_token_expires_in: 305 * 86_400,
      scope: 'r_ads,rw_ads,r_ads_reporting',
    });
    expect((await get(roles, { token: second.access_token })).status).toBe(200);
    sandbox.clock.forward(305 * dayMs);
    const refused = await refresh(sandbox, 'linkedin', token);
    expect([refused.status, refused.json()]).toMatchObject([400, { error: 'invalid_grant' }]);
  });

  it('come without a refresh token to a product that is not approved for them', async () => {
    await sandbox.call('PUT', '/control/consent', { body: { platform: 'linkedin', refreshToken: false } });
    const tokens = await connected(sandbox, 'linkedin');
    expect(tokens).not.toHaveProperty('refresh_token');
    expect(tokens).not.toHaveProperty('refresh_token_expires_in');
  });

  it('are told about to the product that has them', async () => {
    const { access_token: token } = await connected(sandbox, 'linkedin');
    expect(await introspected(token)).toEqual({
      active: true,
      status: 'active',
      client_id: 'sandbox-client-linkedin',
      scope: 'r_ads,rw_ads,r_ads_reporting',
      authorized_at: startOfTests / 1000,
      expires_at: startOfTests / 1000 + 5_184_000,
      auth_type: '3L',
    });
    expect(await introspected('other')).toEqual({ active: false });
    expect((await about('introspectToken', token, { client_secret: 'other' })).status).toBe(401);
    sandbox.clock.forward(60 * dayMs);
    expect(await introspected(token)).toMatchObject({ active: false, status: 'expired' });
  });

  it.each(['access_token', 'refresh_token'] as const)('end together when the %s is taken back', async (which) => {
    const tokens = await connected(sandbox, 'linkedin');
    expect((await about('revoke', tokens[which] ?? '', { client_secret: 'other' })).status).toBe(401);
    expect((await about('revoke', tokens[which] ?? '')).status).toBe(200);
    const refused = await get(roles, { token: tokens.access_token });
    expect(refused.json()).toMatchObject({ code: 'REVOKED_ACCESS_TOKEN' });
    expect((await refresh(sandbox, 'linkedin', tokens.refresh_token ?? '')).status).toBe(400);
    expect(await introspected(tokens.access_token)).toMatchObject({ active: false, status: 'revoked' });
  });
});

describe('the scopes of a token of LinkedIn', () => {
  const allowed = async (scope: string) => {
    const { access_token: token } = await connected(sandbox, 'linkedin', { scope });
    const days = 'dateRange=(start:(year:2026,month:12,day:1),end:(year:2026,month:12,day:2))';
    const campaigns = 'campaigns=List(urn%3Ali%3AsponsoredCampaign%3A1)';
    const report = `/linkedin/rest/adAnalytics?q=analytics&pivot=CAMPAIGN&timeGranularity=DAILY&${days}&${campaigns}`;
    return {
      reads: (await get('', { token })).status,
      writes: (await post('/adCampaigns', sale, { token })).status,
      reports: (await get(`${report}&fields=impressions`, { token })).status,
    };
  };

  it.each([
    ['r_ads', { reads: 200, writes: 403, reports: 403 }],
    ['rw_ads', { reads: 200, writes: 201, reports: 403 }],
    ['r_ads_reporting', { reads: 403, writes: 403, reports: 200 }],
  ])('allow with %s what it is for', async (scope, statuses) => {
    expect(await allowed(scope)).toEqual(statuses);
  });
});

describe('the ad accounts of a token of LinkedIn', () => {
  it('are told with what the person is in each', async () => {
    await sandbox.openAccount('linkedin', '508', { access: 'view' });
    const { access_token: token } = await connected(sandbox, 'linkedin');
    const user = expect.stringMatching(/^urn:li:person:/);
    expect((await get(roles, { token })).json()).toMatchObject({
      elements: [
        { account: 'urn:li:sponsoredAccount:507000001', user, role: 'ACCOUNT_MANAGER' },
        { account: 'urn:li:sponsoredAccount:508', user, role: 'VIEWER' },
      ],
    });
    expect((await get('/linkedin/rest/adAccountUsers?q=accounts', { token })).status).toBe(400);
  });

  it('are searched by whether they can be used', async () => {
    await sandbox.openAccount('linkedin', '508', { standing: 'pending' });
    await sandbox.openAccount('linkedin', '509', { standing: 'closed' });
    const { access_token: token } = await connected(sandbox, 'linkedin');
    const found = async (query: string) => {
      const reply = await get(`/linkedin/rest/adAccounts?q=search${query}`, { token });
      return reply
        .json<{ elements: { id: number; status: string }[] }>()
        .elements.map(({ id, status }) => [id, status]);
    };
    expect(await found('')).toEqual([
      [508, 'DRAFT'],
      [509, 'CANCELED'],
      [507_000_001, 'ACTIVE'],
    ]);
    expect(await found('&search=(status:(values:List(ACTIVE)))')).toEqual([[507_000_001, 'ACTIVE']]);
  });
});
