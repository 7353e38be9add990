import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { codeFrom, connected, exchange, pageOf, refresh, sentBack, type Tokens } from '../testing/consents.ts';
import { type Reply, type RunningSandbox, runningSandbox } from '../testing/running-sandbox.ts';

let sandbox: RunningSandbox;
beforeEach(async () => {
  sandbox = await runningSandbox();
});
afterEach(() => sandbox.close());

const change = (body: object): Promise<Reply> => sandbox.call('POST', '/control/grants', { body });
const consent = (body: object): Promise<Reply> => sandbox.call('PUT', '/control/consent', { body });
type Grant = Readonly<{ id: string; platform: string; revoked: boolean; accessTokens: number; refreshable: boolean }>;
const grants = async (query = '', of = sandbox): Promise<readonly Grant[]> =>
  (await of.call('GET', `/control/grants${query}`)).json<{ grants: readonly Grant[] }>().grants;
const organizations = (token: string, of = sandbox): Promise<Reply> =>
  of.call('GET', '/snapchat/v1/me/organizations', { token });

describe('the grants of the sandbox', () => {
  it('are listed with what can be done with them, and never with a token', async () => {
    await sandbox.openAccount('snapchat', 'dbb95f66');
    await sandbox.openAccount('meta', '12');
    const tokens = await connected(sandbox, 'snapchat');
    const token = (await connected(sandbox, 'meta')).access_token;
    expect(await grants('?platform=snapchat')).toEqual([
      {
        platform: 'snapchat',
        id: expect.any(String),
        scopes: ['snapchat-marketing-api'],
        declinedScopes: [],
        adAccountIds: ['dbb95f66'],
        grantedAt: '2026-12-01T17:00:00.000Z',
        revoked: false,
        accessTokens: 1,
        refreshable: true,
      },
    ]);
    expect((await grants()).map(({ platform, refreshable }) => [platform, refreshable])).toEqual([
      ['snapchat', true],
      ['meta', false],
    ]);
    const { text } = await sandbox.call('GET', '/control/grants');
    for (const secret of [tokens.access_token, tokens.refresh_token, token]) expect(text).not.toContain(secret);
    sandbox.clock.forward(3_600_000);
    expect(await grants('?platform=snapchat')).toMatchObject([{ accessTokens: 0, refreshable: true }]);
  });

  it('lose their access tokens before the time, and can be refreshed', async () => {
    const { access_token: token, refresh_token: next = '' } = await connected(sandbox, 'snapchat');
    expect((await change({ platform: 'snapchat', change: 'expire' })).json()).toEqual({ changed: 1 });
    expect((await organizations(token)).headers.get('www-authenticate')).toContain('The access token expired');
    const renewed = (await refresh(sandbox, 'snapchat', next)).json<Tokens>();
    expect((await organizations(renewed.access_token)).status).toBe(200);
  });

  it('lose their refresh token, and keep the access token', async () => {
    const { access_token: token, refresh_token: next = '' } = await connected(sandbox, 'snapchat');
    await change({ platform: 'snapchat', change: 'drop_refresh_token' });
    expect((await refresh(sandbox, 'snapchat', next)).json()).toMatchObject({ error: 'invalid_grant' });
    expect((await organizations(token)).status).toBe(200);
    expect(await grants()).toMatchObject([{ refreshable: false, accessTokens: 1 }]);
  });

  it('are taken back one by one, each once', async () => {
    const [first, second] = [await connected(sandbox, 'snapchat'), await connected(sandbox, 'snapchat')];
    const [{ id } = { id: '' }] = await grants();
    expect((await change({ platform: 'snapchat', id, change: 'revoke' })).json()).toEqual({ changed: 1 });
    expect((await organizations(first.access_token)).status).toBe(401);
    expect((await organizations(second.access_token)).status).toBe(200);
    expect((await change({ platform: 'snapchat', id, change: 'revoke' })).status).toBe(404);
    expect((await change({ platform: 'meta', id, change: 'revoke' })).status).toBe(404);
    expect(await grants()).toMatchObject([{ revoked: true, refreshable: false }, { revoked: false }]);
  });

  it('lose scopes that they were given', async () => {
    await sandbox.openAccount('meta', '12');
    const { access_token: token } = await connected(sandbox, 'meta');
    await change({ platform: 'meta', change: 'decline_scopes', scopes: ['ads_read', 'email'] });
    const reply = await sandbox.call('GET', '/meta/v26.0/me/permissions', { token });
    // What was never given cannot be left out.
    expect(reply.json()).toEqual({
      data: [
        { permission: 'ads_management', status: 'granted' },
        { permission: 'ads_read', status: 'declined' },
      ],
    });
  });

  it.each([
    ['an unknown change', { platform: 'meta', change: 'forget' }, 'change'],
    ['scopes that nothing is done with', { platform: 'meta', change: 'revoke', scopes: ['email'] }, 'scopes'],
    ['no scopes to leave out', { platform: 'meta', change: 'decline_scopes' }, 'scopes'],
    ['an unknown platform', { platform: 'myspace', change: 'revoke' }, 'platform'],
  ])('are not changed by %s', async (_case, body, field) => {
    const reply = await change(body);
    expect([reply.status, reply.json()]).toMatchObject([400, { detail: expect.stringContaining(`${field}:`) }]);
  });

  it('are marked with the accounts they are for: what ends the tokens of an account ends theirs', async () => {
    await sandbox.openAccount('snapchat', 'dbb95f66');
    const { access_token: token } = await connected(sandbox, 'snapchat');
    await sandbox.call('POST', '/control/tokens', {
      body: { platform: 'snapchat', adAccountId: 'dbb95f66', state: 'expired' },
    });
    expect((await organizations(token)).status).toBe(401);
  });

  it('go on after a restart, with their codes, and nothing of it is written down that opens anything', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ad-sandbox-'));
    const journalPath = join(folder, 'journal.jsonl');
    const first = await runningSandbox({ journalPath });
    await first.call('PUT', '/control/consent', { body: { platform: 'tiktok', answer: 'deny' } });
    const tokens = await connected(first, 'snapchat');
    const code = await codeFrom(first, 'snapchat');
    await first.close();
    const second = await runningSandbox({ journalPath });
    expect((await organizations(tokens.access_token, second)).status).toBe(200);
    expect((await refresh(second, 'snapchat', tokens.refresh_token ?? '')).status).toBe(200);
    expect((await exchange(second, 'snapchat', code)).status).toBe(200);
    expect((await exchange(second, 'snapchat', code)).status).toBe(400);
    expect(await grants('', second)).toHaveLength(2);
    expect(sentBack(await second.call('GET', pageOf('tiktok')))).toMatchObject({ error: 'access_denied' });
    await second.close();
    const journal = readFileSync(journalPath, 'utf8');
    expect(journal).toContain('RefreshTokenIssued');
    for (const secret of [tokens.access_token, tokens.refresh_token, code]) expect(journal).not.toContain(secret);
    rmSync(folder, { recursive: true });
  });
});

describe('how consent goes', () => {
  it('is what was settled last, as a whole', async () => {
    await sandbox.openAccount('meta', 'act_12');
    const asked = { platform: 'meta', answer: 'approve', declinedScopes: ['ads_read'], adAccountIds: ['act_12'] };
    expect((await consent(asked)).json()).toEqual({ ...asked, refreshToken: true });
    expect((await consent({ platform: 'meta' })).json()).toEqual({
      platform: 'meta',
      answer: 'ask',
      declinedScopes: [],
      refreshToken: true,
    });
  });

  it.each([
    ['an answer that is none', { platform: 'meta', answer: 'perhaps' }, 400],
    ['an address that is none', { platform: 'meta', redirectUris: ['here'] }, 400],
    ['an account that is not open', { platform: 'meta', adAccountIds: ['12'] }, 404],
  ])('is not settled with %s', async (_case, body, status) => {
    expect((await consent(body)).status).toBe(status);
  });
});
