import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type RunningSandbox, runningSandbox, startOfTests, testToken } from '../../../testing/running-sandbox.ts';
import { adAccountId, type Sent, type SignedCalls, signedCalls, tokenSecret } from '../testing/signed-calls.ts';

let sandbox: RunningSandbox;
let call: SignedCalls;
const path = `/accounts/${adAccountId}/campaigns`;

beforeEach(async () => {
  sandbox = await runningSandbox();
  await sandbox.openAccount('twitter', adAccountId, { tokenSecret });
  call = signedCalls(sandbox);
});
afterEach(() => sandbox.close());

const seconds = (offset: number): string => String(startOfTests / 1000 + offset);

describe('a call to X', () => {
  it('is let in with its signature, over parameters in the query or in a form', async () => {
    const sale = {
      name: "Spring Sale, 50% off: A&B (it's *new*!) – ½",
      funding_instrument_id: `${adAccountId}1`,
      daily_budget_amount_local_micro: '50000000',
    };
    for (const place of ['query', 'form'] as const) {
      const reply = await call('POST', path, sale, { in: place });
      expect(reply.status).toBe(201);
      expect(reply.json()).toMatchObject({
        data: { name: sale.name },
        request: { params: { account_id: adAccountId } },
      });
      expect(reply.headers.get('x-current-api-version')).toBe('12');
    }
  });

  it.each<[string, Sent, string]>([
    ['with the secret of another token', { secrets: { tokenSecret: 'other' } }, 'the signature does not fit'],
    ['with the secret of another product', { secrets: { consumerSecret: 'other' } }, 'the signature does not fit'],
    ['with a parameter that was not signed', { smuggled: 'count=5' }, 'the signature does not fit'],
    ['for an unknown product', { header: { oauth_consumer_key: 'other' } }, 'oauth_consumer_key is not known'],
    ['with an unknown token', { header: { oauth_token: 'other' } }, 'oauth_token is not known'],
    [
      'signed in another way',
      { header: { oauth_signature_method: 'PLAINTEXT' } },
      'oauth_signature_method is not HMAC-SHA1',
    ],
    ['of another version', { header: { oauth_version: '2.0' } }, 'oauth_version is not 1.0'],
    ['without a time', { header: { oauth_timestamp: undefined } }, 'there is no oauth_timestamp'],
    ['without a nonce', { header: { oauth_nonce: undefined } }, 'there is no oauth_nonce'],
    ['signed six minutes ago', { header: { oauth_timestamp: seconds(-360) } }, 'oauth_timestamp is out of bounds'],
    ['signed six minutes ahead', { header: { oauth_timestamp: seconds(360) } }, 'oauth_timestamp is out of bounds'],
  ])('is refused %s', async (_case, sent, why) => {
    const reply = await call('GET', path, {}, sent);
    expect(reply.status).toBe(401);
    expect(reply.json()).toEqual({
      errors: [{ code: 'UNAUTHORIZED_ACCESS', message: `This request is not properly authenticated: ${why}` }],
      request: { params: expect.objectContaining({ account_id: adAccountId }) },
    });
  });

  it.each([undefined, `Bearer ${testToken}`, 'OAuth nonsense'])(
    'is refused with the header %s',
    async (authorization) => {
      const headers = authorization === undefined ? {} : { authorization };
      expect((await sandbox.call('GET', `/twitter/12${path}`, { headers })).status).toBe(401);
    },
  );

  it('is let in a few minutes off, and not with a nonce that was used', async () => {
    const sent = { header: { oauth_nonce: 'once', oauth_timestamp: seconds(-240) } };
    expect((await call('GET', path, {}, sent)).status).toBe(200);
    const again = await call('GET', path, {}, sent);
    expect(again.status).toBe(401);
    expect(again.text).toContain('oauth_nonce was used before');
    expect((await call('GET', path)).status).toBe(200);
  });

  it('does not use a nonce up when it is refused', async () => {
    const header = { oauth_nonce: 'kept' };
    expect((await call('GET', path, {}, { header, secrets: { tokenSecret: 'other' } })).status).toBe(401);
    expect((await call('GET', path, {}, { header })).status).toBe(200);
  });

  it('must not name a parameter twice, although that can be signed', async () => {
    const pairs = [
      ['count', '5'],
      ['count', '6'],
    ] as const;
    const reply = await call('GET', path, pairs);
    expect(reply.status).toBe(400);
    expect(reply.json()).toMatchObject({ errors: [{ code: 'INVALID_PARAMETER', parameter: 'count' }] });
  });

  it('is refused with a token that was taken away, in the words of X itself', async () => {
    await sandbox.call('POST', '/control/tokens', { body: { platform: 'twitter', adAccountId, state: 'revoked' } });
    const reply = await call('GET', path);
    expect(reply.status).toBe(401);
    expect(reply.json()).toMatchObject({ errors: [{ code: 89, message: 'Invalid or expired token.' }] });
  });

  it('goes on after a restart, and with a new secret for the same token', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ad-sandbox-'));
    const journalPath = join(folder, 'journal.jsonl');
    const first = await runningSandbox({ journalPath });
    await first.openAccount('twitter', adAccountId, { tokenSecret: 'old' });
    await first.openAccount('twitter', adAccountId, { tokenSecret });
    await first.close();
    const second = await runningSandbox({ journalPath });
    const again = signedCalls(second);
    expect((await again('GET', path)).status).toBe(200);
    expect((await again('GET', path, {}, { secrets: { tokenSecret: 'old' } })).status).toBe(401);
    await second.close();
    rmSync(folder, { recursive: true });
  });

  it('never quotes a secret', async () => {
    for (const sent of [{}, { secrets: { tokenSecret: 'other' } }, { header: { oauth_version: '2.0' } }]) {
      expect((await call('GET', path, {}, sent)).text).not.toContain(tokenSecret);
    }
    expect((await sandbox.call('GET', '/control/calls')).text).not.toContain(tokenSecret);
  });
});

describe('an ad account on X', () => {
  it('is listed to its user, with its time zone', async () => {
    await sandbox.openAccount('twitter', 'another', { accessToken: 'of-another', tokenSecret: 's' });
    expect((await call('GET', '/accounts')).json()).toMatchObject({
      data: [{ id: adAccountId, timezone: 'America/New_York', approval_status: 'ACCEPTED', deleted: false }],
      next_cursor: null,
    });
  });

  it('says what its user may do, and what pays in which currency', async () => {
    const access = await call('GET', `/accounts/${adAccountId}/authenticated_user_access`);
    expect(access.json()).toMatchObject({ data: { permissions: ['ACCOUNT_ADMIN'] } });
    expect((await call('GET', `/accounts/${adAccountId}/funding_instruments`)).json()).toMatchObject({
      data: [
        { id: `${adAccountId}0`, currency: 'USD', able_to_fund: false },
        { id: `${adAccountId}1`, currency: 'USD', able_to_fund: true },
      ],
    });
  });

  it.each(['another', 'nowhere'])('is forbidden and not missing when it is not one of the user: %s', async (id) => {
    await sandbox.openAccount('twitter', 'another', { accessToken: 'of-another', tokenSecret: 's' });
    const reply = await call('GET', `/accounts/${id}/campaigns`);
    expect(reply.status).toBe(403);
    expect(reply.json()).toMatchObject({ errors: [{ code: 'ACCOUNT_NOT_FOUND' }] });
  });

  it.each([
    ['GET', '/campaigns'],
    ['PATCH', path],
    ['GET', `${path}/hwtq1/more`],
    ['GET', `/accounts/${adAccountId}/stats`],
  ])('has no %s %s', async (method, unknown) => {
    const reply = await call(method, unknown);
    expect(reply.status).toBe(404);
    expect(reply.json()).toMatchObject({ errors: [{ code: 'ROUTE_NOT_FOUND' }] });
  });

  it('answers with a page to another version', async () => {
    const reply = await sandbox.call('GET', `/twitter/11${path}`);
    expect(reply.status).toBe(404);
    expect(reply.headers.get('content-type')).toContain('text/html');
  });
});
