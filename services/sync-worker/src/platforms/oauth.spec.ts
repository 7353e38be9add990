import { createHash } from 'node:crypto';
import type { Platform } from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';
import { consent, scriptedOAuth } from '../testing/scripted-oauth.ts';
import { scriptTime } from '../testing/scripted-platform.ts';
import { secretOf } from '../vault/credentials.ts';

const request = { redirectUri: 'https://campaigns.example.com/callback', state: 'planted-state' };
const hoursLater = (hours: number): Date => new Date(scriptTime.getTime() + hours * 3_600_000);
const tokens = { accessToken: secretOf('planted-token') };

const pageOf = async (platform: Platform) => {
  const { url, ...rest } = await scriptedOAuth(platform, []).oauth.consentPage(request);
  const { origin, pathname, searchParams } = new URL(url);
  return { at: `${origin}${pathname}`, query: Object.fromEntries(searchParams), ...rest };
};

describe('The address of the consent page', () => {
  it('asks Meta for the permissions that campaigns and their advertisements need', async () => {
    expect(await pageOf('meta')).toEqual({
      at: 'https://www.facebook/v26.0/dialog/oauth',
      state: 'planted-state',
      query: {
        ...{ client_id: 'client-id', redirect_uri: request.redirectUri, state: 'planted-state', response_type: 'code' },
        auth_type: 'rerequest',
        scope: 'ads_management,ads_read,business_management,pages_show_list,pages_read_engagement',
      },
    });
  });

  it('asks Google for access that outlasts the hour, and proves with PKCE who asked', async () => {
    const { at, query, verifier } = await pageOf('google');
    expect(at).toBe('https://accounts.google/o/oauth2/v2/auth');
    expect(query).toMatchObject({
      ...{ response_type: 'code', client_id: 'client-id', redirect_uri: request.redirectUri, state: 'planted-state' },
      ...{ scope: 'https://www.googleapis.com/auth/adwords', access_type: 'offline', prompt: 'consent' },
      code_challenge_method: 'S256',
    });
    const text = verifier?.reveal() ?? '';
    expect(text).toMatch(/^[\w-]{43}$/);
    expect(query['code_challenge']).toBe(createHash('sha256').update(text).digest('base64url'));
    expect((await pageOf('google')).verifier?.reveal()).not.toBe(text);
  });

  it('names the app to TikTok, which knows what it may do', async () => {
    expect(await pageOf('tiktok')).toEqual({
      at: 'https://business/portal/auth',
      state: 'planted-state',
      query: { app_id: 'client-id', redirect_uri: request.redirectUri, state: 'planted-state' },
    });
  });

  it.each([
    ['linkedin', 'https://www.linkedin/oauth/v2/authorization', 'rw_ads r_ads_reporting'],
    ['snapchat', 'https://accounts.snapchat/login/oauth2/authorize', 'snapchat-marketing-api'],
  ] as const)('asks %s for its scopes', async (platform, at, scopes) => {
    const page = await pageOf(platform);
    expect(page).toMatchObject({ at, state: 'planted-state' });
    expect(page.query).toMatchObject({ response_type: 'code', client_id: 'client-id', state: 'planted-state' });
    for (const scope of scopes.split(' ')) expect(page.query['scope']?.split(' ')).toContain(scope);
  });
});

describe('Exchanging a code', () => {
  it('brings a token of sixty days from Meta, with the permissions that were really given', async () => {
    const { oauth, sent, lines } = scriptedOAuth('meta', [
      { body: { access_token: 'short', token_type: 'bearer', expires_in: 5_400 } },
      { body: { access_token: 'long', token_type: 'bearer', expires_in: 5_184_000 } },
      {
        body: {
          data: [
            { permission: 'ads_management', status: 'granted' },
            { permission: 'ads_read', status: 'declined' },
          ],
        },
      },
    ]);
    const got = await oauth.exchange(consent);
    expect([got.accessToken.reveal(), got.refreshToken?.reveal(), got.scopes]).toEqual([
      ...['long', 'long', ['ads_management']],
    ]);
    expect(got.access).toEqual({ issuedAt: scriptTime, endsAt: hoursLater(1_440) });
    expect(sent.map(({ line }) => line)).toEqual([
      'GET https://graph/v26.0/oauth/access_token?client_id=client-id&client_secret=planted-client-secret&redirect_uri=https://campaigns.example.com/callback&code=planted-code',
      'GET https://graph/v26.0/oauth/access_token?client_id=client-id&client_secret=planted-client-secret&grant_type=fb_exchange_token&fb_exchange_token=short',
      'GET https://graph/v26.0/me/permissions',
    ]);
    expect(sent.map(({ headers }) => headers['authorization'])).toEqual([undefined, undefined, 'Bearer long']);
    expect(lines.join('')).not.toMatch(/planted|short|long/);
    expect(lines).toHaveLength(3);
  });

  it('brings Google’s tokens for the verifier, and nothing without a refresh token', async () => {
    const answer = { access_token: 'ya29', expires_in: 3_600, scope: 'openid https://www.googleapis.com/auth/adwords' };
    const { oauth, sent } = scriptedOAuth('google', [
      { body: { ...answer, refresh_token: '1//refresh', token_type: 'Bearer' } },
      { body: answer },
    ]);
    const got = await oauth.exchange(consent);
    expect([got.accessToken.reveal(), got.refreshToken?.reveal()]).toEqual(['ya29', '1//refresh']);
    expect(got.scopes).toEqual(['openid', 'https://www.googleapis.com/auth/adwords']);
    expect(got.access?.endsAt).toEqual(hoursLater(1));
    expect(sent[0]).toMatchObject({
      line: 'POST https://oauth2.googleapis/token',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: {
        ...{ client_id: 'client-id', client_secret: 'planted-client-secret', grant_type: 'authorization_code' },
        ...{ code: 'planted-code', redirect_uri: consent.redirectUri, code_verifier: 'planted-verifier' },
      },
    });
    await expect(oauth.exchange(consent)).rejects.toMatchObject({ class: 'validation', code: 'no-refresh-token' });
  });

  it('brings a token without an end from TikTok', async () => {
    const { oauth, sent } = scriptedOAuth('tiktok', [
      { body: { code: 0, message: 'OK', data: { access_token: 'act', advertiser_ids: ['7'], scope: [4, 7] } } },
    ]);
    const got = await oauth.exchange(consent);
    expect([got.accessToken.reveal(), got.scopes, got.access, got.refreshToken]).toEqual([
      ...['act', ['4', '7'], undefined, undefined],
    ]);
    expect(sent[0]).toMatchObject({
      line: 'POST https://business/open_api/v1.3/oauth2/access_token/',
      headers: { 'content-type': 'application/json' },
      body: { app_id: 'client-id', secret: 'planted-client-secret', auth_code: 'planted-code' },
    });
    expect(sent[0]?.headers['access-token']).toBeUndefined();
  });

  it('brings LinkedIn’s tokens and when the refresh token ends', async () => {
    const answer = { access_token: 'AQX', expires_in: 5_184_000, scope: 'r_ads,rw_ads' };
    const { oauth, sent } = scriptedOAuth('linkedin', [
      { body: { ...answer, refresh_token: 'AQW', refresh_token_expires_in: 31_536_000 } },
      { body: answer },
    ]);
    const got = await oauth.exchange(consent);
    expect([got.scopes, got.refreshToken?.reveal()]).toEqual([['r_ads', 'rw_ads'], 'AQW']);
    expect(got.refreshEndsAt).toEqual(hoursLater(365 * 24));
    expect(sent[0]?.line).toBe('POST https://www.linkedin/oauth/v2/accessToken');
    expect((await oauth.exchange(consent)).refreshToken).toBeUndefined();
  });

  it('brings Snapchat’s tokens', async () => {
    const body = { access_token: 'snap', token_type: 'Bearer', expires_in: 3_600, refresh_token: 'next', id_token: '' };
    const { oauth, sent } = scriptedOAuth('snapchat', [{ body: { ...body, scope: 'snapchat-marketing-api' } }]);
    const got = await oauth.exchange(consent);
    expect([got.refreshToken?.reveal(), got.scopes]).toEqual(['next', ['snapchat-marketing-api']]);
    expect(sent[0]?.line).toBe('POST https://accounts.snapchat/login/oauth2/access_token');
  });

  it.each(['google', 'linkedin', 'snapchat'] as const)('is over when %s knows the code no more', async (platform) => {
    const { oauth } = scriptedOAuth(platform, [
      { status: 400, body: { error: 'invalid_grant', error_description: 'Malformed auth code.' } },
      { status: 401, body: { error: 'invalid_client' } },
      { status: 504, body: 'Gateway Time-out' },
    ]);
    await expect(oauth.exchange(consent)).rejects.toMatchObject({
      ...{ class: 'token-revoked', code: 'invalid_grant', message: 'Malformed auth code.' },
    });
    await expect(oauth.exchange(consent)).rejects.toMatchObject({ class: 'validation', code: 'invalid_client' });
    await expect(oauth.exchange(consent)).rejects.toMatchObject({ class: 'unknown-outcome' });
  });
});

describe('The three legs on X', () => {
  const legOne = 'oauth_token=RT&oauth_token_secret=planted-request-secret&oauth_callback_confirmed=true';

  it('begin with a request token that X gives for the callback, and end with a token and its secret', async () => {
    const { oauth, sent, lines } = scriptedOAuth('twitter', [
      { body: legOne },
      { body: 'oauth_token=planted-access&oauth_token_secret=planted-secret&user_id=7&screen_name=anna' },
    ]);
    const page = await oauth.consentPage(request);
    expect([page.url, page.state]).toEqual(['https://api.x/oauth/authorize?oauth_token=RT', 'RT']);
    const got = await oauth.exchange({ ...consent, ...(page.verifier && { verifier: page.verifier }) });
    expect([got.accessToken.reveal(), got.tokenSecret?.reveal(), got.access]).toEqual([
      ...['planted-access', 'planted-secret', undefined],
    ]);
    expect(sent[0]?.line).toBe('POST https://api.x/oauth/request_token');
    expect(sent[0]?.headers['authorization']).toContain(
      'oauth_callback="https%3A%2F%2Fcampaigns.example.com%2Fcallback"',
    );
    expect(sent[0]?.headers['authorization']).not.toContain('oauth_token=');
    expect(sent[1]).toMatchObject({
      line: 'POST https://api.x/oauth/access_token',
      body: { oauth_verifier: 'planted-code' },
    });
    expect(sent[1]?.headers['authorization']).toContain('oauth_token="RT"');
    expect(lines.join('')).not.toContain('planted');
  });

  it('do not begin when X has not confirmed the callback, or does not know it', async () => {
    const { oauth } = scriptedOAuth('twitter', [
      { body: legOne.replace('true', 'false') },
      { status: 403, body: { errors: [{ code: 415, message: 'Callback URL not approved' }] } },
    ]);
    await expect(oauth.consentPage(request)).rejects.toMatchObject({ code: 'callback-not-confirmed' });
    await expect(oauth.consentPage(request)).rejects.toMatchObject({ class: 'permission', code: '415' });
  });

  it('open the accepted accounts that the person may manage and that can pay', async () => {
    const account = (id: string, more: object = {}) => ({
      ...{ id, name: id, timezone: 'UTC', approval_status: 'ACCEPTED', deleted: false, ...more },
    });
    const access = (role: string) => ({ body: { data: { user_id: '7', permissions: [role] } } });
    const funding = (able_to_fund: boolean) => ({ body: { data: [{ id: 'f', currency: 'EUR', able_to_fund }] } });
    const { oauth } = scriptedOAuth('twitter', [
      { body: { data: [account('a'), account('b'), account('c'), account('d', { approval_status: 'REJECTED' })] } },
      ...[access('AD_MANAGER'), funding(true), access('CAMPAIGN_ANALYST'), access('ACCOUNT_ADMIN'), funding(false)],
    ]);
    expect(await oauth.accounts({ ...tokens, tokenSecret: secretOf('planted-secret') })).toEqual([
      { adAccountId: 'a', name: 'a', currency: 'EUR', timeZone: 'UTC', loginCustomerId: null },
    ]);
  });
});

describe('Giving access back', () => {
  const all = { ...tokens, tokenSecret: secretOf('planted-secret'), refreshToken: secretOf('planted-refresh') };

  it.each([
    ['meta', 'DELETE https://graph/v26.0/me/permissions', undefined],
    ['google', 'POST https://oauth2.googleapis/revoke', { token: 'planted-refresh' }],
    ['tiktok', 'POST https://business/open_api/v1.3/oauth2/revoke_token/', { access_token: 'planted-token' }],
    ['linkedin', 'POST https://www.linkedin/oauth/v2/revoke', { token: 'planted-token' }],
    ['twitter', 'POST https://api.x/1.1/oauth/invalidate_token.json', undefined],
  ] as const)('is told to %s', async (platform, line, body) => {
    const { oauth, sent } = scriptedOAuth(platform, [{ body: { code: 0, data: {}, success: true } }]);
    await oauth.revoke?.(all);
    expect(sent).toHaveLength(1);
    expect(sent[0]?.line).toBe(line);
    if (body !== undefined) expect(sent[0]?.body).toMatchObject(body);
  });

  it('is up to the person on Snapchat', () => {
    expect(scriptedOAuth('snapchat', []).oauth.revoke).toBeUndefined();
  });
});

describe('Renewing an access token', () => {
  it.each([
    ['google', 'https://oauth2.googleapis/token'],
    ['linkedin', 'https://www.linkedin/oauth/v2/accessToken'],
    ['snapchat', 'https://accounts.snapchat/login/oauth2/access_token'],
  ] as const)('takes the refresh token on %s', async (platform, url) => {
    const { oauth, sent } = scriptedOAuth(platform, [{ body: { access_token: 'new', expires_in: 3_600 } }]);
    expect((await oauth.renew?.(secretOf('planted-refresh')))?.accessToken.reveal()).toBe('new');
    expect(sent[0]).toMatchObject({
      line: `POST ${url}`,
      body: {
        ...{ client_id: 'client-id', client_secret: 'planted-client-secret' },
        ...{ grant_type: 'refresh_token', refresh_token: 'planted-refresh' },
      },
    });
  });

  it('takes the access token itself on Meta, and finds out what is still granted', async () => {
    const { oauth, sent } = scriptedOAuth('meta', [
      { body: { access_token: 'new', expires_in: 5_184_000 } },
      { body: { data: [{ permission: 'ads_read', status: 'granted' }] } },
    ]);
    const renewed = await oauth.renew?.(secretOf('old'));
    expect([renewed?.accessToken.reveal(), renewed?.refreshToken?.reveal(), renewed?.scopes]).toEqual([
      ...['new', 'new', ['ads_read']],
    ]);
    expect(sent[0]?.line).toContain('grant_type=fb_exchange_token&fb_exchange_token=old');
  });

  it('is not needed on TikTok, whose tokens do not end', () => {
    expect(scriptedOAuth('tiktok', []).oauth.renew).toBeUndefined();
  });
});

describe('The ad accounts on offer', () => {
  it('are Meta’s active ones, page by page', async () => {
    const account = (id: string, status: number) => ({
      ...{ id: `act_${id}`, account_id: id, name: `Shop ${id}`, currency: 'USD', account_status: status },
      timezone_name: 'America/Los_Angeles',
    });
    const { oauth, sent } = scriptedOAuth('meta', [
      { body: { data: [account('1', 1), account('2', 2)], paging: { cursors: { after: 'next' }, next: 'https://…' } } },
      { body: { data: [account('3', 9), account('4', 101)], paging: { cursors: { after: 'end' } } } },
    ]);
    const offered = await oauth.accounts(tokens);
    expect(offered.map(({ adAccountId }) => adAccountId)).toEqual(['1', '3']);
    expect(offered[0]).toEqual({
      ...{ adAccountId: '1', name: 'Shop 1', currency: 'USD', timeZone: 'America/Los_Angeles', loginCustomerId: null },
    });
    expect(sent.map(({ line }) => line.includes('after=next'))).toEqual([false, true]);
  });

  it('are Google’s enabled ones below every account that is reached, directly where that is possible', async () => {
    const client = (id: string, more: object = {}) => ({
      customerClient: {
        id,
        descriptiveName: `C ${id}`,
        currencyCode: 'EUR',
        timeZone: 'UTC',
        status: 'ENABLED',
        ...more,
      },
    });
    const refused = { error: { code: 403, message: 'not enabled', status: 'PERMISSION_DENIED' } };
    const { oauth, sent } = scriptedOAuth('google', [
      { body: { resourceNames: ['customers/100', 'customers/200', 'customers/300'] } },
      {
        body: {
          results: [client('100', { manager: true }), client('200'), client('400'), client('5', { status: 'CLOSED' })],
        },
      },
      { body: { results: [client('200')] } },
      { status: 403, body: refused },
    ]);
    const offered = await oauth.accounts(tokens);
    expect(offered.map(({ adAccountId, loginCustomerId }) => [adAccountId, loginCustomerId])).toEqual([
      ['200', null],
      ['400', '100'],
    ]);
    expect(sent[1]?.headers).toMatchObject({ 'login-customer-id': '100' });
    expect(sent[1]?.line).toBe('POST https://googleads/v26/customers/100/googleAds:search');
  });

  it('are TikTok’s enabled advertisers', async () => {
    const info = (id: string, status: string) => ({ advertiser_id: id, currency: 'USD', timezone: 'Etc/GMT', status });
    const { oauth, sent } = scriptedOAuth('tiktok', [
      {
        body: {
          code: 0,
          data: {
            list: [
              { advertiser_id: '7', advertiser_name: 'Shop' },
              { advertiser_id: '8', advertiser_name: 'Closed' },
            ],
          },
        },
      },
      { body: { code: 0, data: { list: [info('7', 'STATUS_ENABLE'), info('8', 'STATUS_DISABLE')] } } },
    ]);
    expect(await oauth.accounts(tokens)).toEqual([
      { adAccountId: '7', name: 'Shop', currency: 'USD', timeZone: 'Etc/GMT', loginCustomerId: null },
    ]);
    expect(sent[0]?.headers).toMatchObject({ 'access-token': 'planted-token' });
  });

  it('are LinkedIn’s active ones that the person manages', async () => {
    const user = (id: number, role: string) => ({ account: `urn:li:sponsoredAccount:${id}`, user: 'u', role });
    const account = (id: number, status = 'ACTIVE') => ({ id, name: `Shop ${id}`, currency: 'EUR', status });
    const { oauth } = scriptedOAuth('linkedin', [
      { body: { elements: [user(1, 'CAMPAIGN_MANAGER'), user(2, 'VIEWER'), user(3, 'ACCOUNT_MANAGER')] } },
      { body: { elements: [account(1), account(2), account(3, 'CANCELED'), account(4)] } },
    ]);
    expect(await oauth.accounts(tokens)).toEqual([
      { adAccountId: '1', name: 'Shop 1', currency: 'EUR', timeZone: 'UTC', loginCustomerId: null },
    ]);
  });

  it('are Snapchat’s active ones of all organisations', async () => {
    const account = (id: string, status = 'ACTIVE') => ({ id, name: id, currency: 'USD', timezone: 'UTC', status });
    const organization = (ad_accounts?: object[]) => ({
      sub_request_status: 'SUCCESS',
      organization: { id: 'o', name: 'O', ad_accounts },
    });
    const { oauth } = scriptedOAuth('snapchat', [
      {
        body: {
          request_status: 'SUCCESS',
          organizations: [
            organization([account('a'), account('b', 'PAUSED')]),
            organization(),
            organization([account('c')]),
          ],
        },
      },
    ]);
    expect((await oauth.accounts(tokens)).map(({ adAccountId }) => adAccountId)).toEqual(['a', 'c']);
  });
});
