import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type CodePlatform,
  callback,
  codeFrom,
  decided,
  exchange,
  pageOf,
  sentBack,
  state,
} from '../testing/consents.ts';
import { type Reply, type RunningSandbox, runningSandbox } from '../testing/running-sandbox.ts';

let sandbox: RunningSandbox;
beforeEach(async () => {
  sandbox = await runningSandbox();
});
afterEach(() => sandbox.close());

const settle = (body: object): Promise<Reply> => sandbox.call('PUT', '/control/consent', { body });

type Refused = Readonly<{ status: number; body: object }>;
type Words = Readonly<{
  denied: Readonly<Record<string, string>>;
  /** How an exchange is refused, by what is wrong with it. */
  spent: Refused;
  expired: Refused;
  stranger: Refused;
  unknown: Refused;
  codeLifeMs: number;
}>;

const grantRefused: Refused = { status: 400, body: { error: 'invalid_grant' } };
const clientRefused: Refused = { status: 401, body: { error: 'invalid_client' } };
const graph = (code: number, subcode?: number): Refused => ({
  status: 400,
  body: { error: { type: 'OAuthException', code, ...(subcode === undefined ? {} : { error_subcode: subcode }) } },
});
const envelope = (code: number): Refused => ({ status: 200, body: { code } });

const rfc = { spent: grantRefused, expired: grantRefused, stranger: clientRefused, unknown: grantRefused };

const words: Readonly<Record<CodePlatform, Words>> = {
  meta: {
    denied: { error: 'access_denied', error_reason: 'user_denied', error_description: 'Permissions error' },
    spent: graph(100, 36_009),
    expired: graph(100, 36_007),
    stranger: graph(1),
    unknown: graph(100),
    codeLifeMs: 600_000,
  },
  google: { ...rfc, denied: { error: 'access_denied' }, codeLifeMs: 600_000 },
  tiktok: {
    denied: { error: 'access_denied' },
    spent: envelope(40_110),
    expired: envelope(40_110),
    stranger: envelope(40_113),
    unknown: envelope(40_110),
    codeLifeMs: 3_600_000,
  },
  linkedin: {
    ...rfc,
    denied: { error: 'user_cancelled_authorize', error_description: 'The user cancelled the authorization' },
    codeLifeMs: 1_800_000,
  },
  snapchat: { ...rfc, denied: { error: 'access_denied' }, codeLifeMs: 600_000 },
};
const platforms = Object.keys(words) as CodePlatform[];

const said = (reply: Reply): Refused => ({ status: reply.status, body: reply.json<object>() });

describe.each(platforms)('the page of consent on %s', (platform) => {
  it('shows a person who asks for what, with a form to allow or to deny it', async () => {
    await sandbox.openAccount(platform, '1', { name: 'Shop <b>"US"</b>' });
    const page = await sandbox.call('GET', pageOf(platform));
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=UTF-8']);
    expect(page.text).toContain(`sandbox-client-${platform}`);
    expect(page.text).toContain('<form method="post">');
    expect(page.text).toContain('name="decision" value="approve"');
    expect(page.text).toContain('name="decision" value="deny"');
    // What a name holds is text and never markup.
    expect(page.text).toContain('Shop &#60;b&#62;&#34;US&#34;&#60;/b&#62;');
    expect(page.text).not.toContain('Shop <b>');
  });

  it('sends a person who approves back with a code and the state, to the address as it was given', async () => {
    const reply = await decided(sandbox, pageOf(platform), 'approve');
    const { code, ...more } = sentBack(reply);
    expect(code).toMatch(/^[\w-]{20,}$/);
    expect(more).toMatchObject({ of: 'tests', state });
    expect(reply.headers.get('location')).toMatch(new RegExp(`^${callback.replace('?', '\\?')}&`));
  });

  it('sends a person who refuses back with the reason, the state and no code', async () => {
    const { denied } = words[platform];
    expect(sentBack(await decided(sandbox, pageOf(platform), 'deny'))).toEqual({ of: 'tests', state, ...denied });
  });

  it('decides by itself once the control interface answers for the person', async () => {
    await settle({ platform, answer: 'deny' });
    expect(sentBack(await sandbox.call('GET', pageOf(platform)))).toMatchObject(words[platform].denied);
    await settle({ platform, answer: 'approve' });
    expect(sentBack(await sandbox.call('GET', pageOf(platform)))).toHaveProperty('code');
    await settle({ platform });
    expect((await sandbox.call('GET', pageOf(platform))).status).toBe(200);
  });

  it.each<[string, Record<string, string>]>([
    ['of another client', { client_id: 'other', app_id: 'other' }],
    ['to an address that is none', { redirect_uri: 'callback' }],
    ['to an address with a fragment', { redirect_uri: `${callback}#here` }],
    ['to a script', { redirect_uri: 'javascript:alert(1)' }],
  ])('leads nowhere in a link %s', async (_case, fields) => {
    for (const reply of [
      await sandbox.call('GET', pageOf(platform, fields)),
      await decided(sandbox, pageOf(platform, fields), 'approve'),
    ]) {
      expect([reply.status, reply.headers.get('location')]).toEqual([400, null]);
      expect(reply.text).toContain('This link does not work');
    }
  });

  it('leads to the registered addresses only, to the letter, when there are some', async () => {
    await settle({ platform, redirectUris: [callback] });
    expect((await sandbox.call('GET', pageOf(platform))).status).toBe(200);
    expect((await sandbox.call('GET', pageOf(platform, { redirect_uri: `${callback}/` }))).status).toBe(400);
  });

  it('takes a form that decides nothing for none', async () => {
    expect((await sandbox.call('POST', pageOf(platform))).status).toBe(400);
  });
});

describe.each(platforms)('the code of %s', (platform) => {
  const { spent, expired, stranger, unknown, codeLifeMs } = words[platform];
  const accessIn = (reply: Reply): boolean => /"access_token":"[^"]{20,}"/.test(reply.text);

  it('is exchanged once', async () => {
    const code = await codeFrom(sandbox, platform);
    expect(accessIn(await exchange(sandbox, platform, code))).toBe(true);
    expect(said(await exchange(sandbox, platform, code))).toMatchObject(spent);
  });

  it('has its time', async () => {
    const [first, second] = [await codeFrom(sandbox, platform), await codeFrom(sandbox, platform)];
    sandbox.clock.forward(codeLifeMs - 1);
    expect(accessIn(await exchange(sandbox, platform, first))).toBe(true);
    sandbox.clock.forward(1);
    expect(said(await exchange(sandbox, platform, second))).toMatchObject(expired);
  });

  it('is nothing to another client, nor to one with another secret, and is not used up by them', async () => {
    const code = await codeFrom(sandbox, platform);
    expect(said(await exchange(sandbox, platform, code, { client_secret: 'other' }))).toMatchObject(stranger);
    expect(accessIn(await exchange(sandbox, platform, code, { client_id: 'other' }))).toBe(false);
    expect(accessIn(await exchange(sandbox, platform, code))).toBe(true);
  });

  it('cannot be made up', async () => {
    expect(said(await exchange(sandbox, platform, 'a-code-that-nobody-gave'))).toMatchObject(unknown);
  });

  it('is worth nothing once the consent was taken back', async () => {
    const code = await codeFrom(sandbox, platform);
    await sandbox.call('POST', '/control/grants', { body: { platform, change: 'revoke' } });
    expect(said(await exchange(sandbox, platform, code))).toMatchObject(unknown);
  });
});

describe.each<[CodePlatform, Refused]>([
  ['meta', graph(100, 36_008)],
  ['google', grantRefused],
  ['linkedin', grantRefused],
  ['snapchat', grantRefused],
])('the exchange of a code of %s', (platform, refused) => {
  it('has to name the address that the person was sent to, byte by byte', async () => {
    const code = await codeFrom(sandbox, platform);
    for (const other of [`${callback}&`, callback.replace('127.0.0.1', 'localhost'), callback.toUpperCase()]) {
      expect(said(await exchange(sandbox, platform, code, { redirect_uri: other }))).toMatchObject(refused);
    }
    expect((await exchange(sandbox, platform, code)).status).toBe(200);
  });

  it.each([
    ['another kind of answer', { response_type: 'token' }, 'unsupported_response_type'],
    ['a scope that the platform does not have', { scope: 'everything' }, 'invalid_scope'],
    ['no scope', { scope: '' }, 'invalid_scope'],
  ])('is not begun by a link for %s: it goes back with the error', async (_case, fields, error) => {
    expect(sentBack(await sandbox.call('GET', pageOf(platform, fields)))).toMatchObject({ error, state });
  });
});

describe('the ad accounts of the person', () => {
  type Grants = { grants: readonly { adAccountIds: readonly string[] }[] };
  const granted = async (): Promise<readonly string[]> =>
    (await sandbox.call('GET', '/control/grants')).json<Grants>().grants.at(-1)?.adAccountIds ?? [];

  it.each(platforms)(
    'are two that are made on consent when %s has none, and the same the next time',
    async (platform) => {
      await codeFrom(sandbox, platform);
      const first = await granted();
      expect(first).toHaveLength(2);
      await codeFrom(sandbox, platform);
      expect(await granted()).toEqual(first);
    },
  );

  it('are all that were opened on the platform, or those that are named', async () => {
    await sandbox.openAccount('tiktok', '71');
    await sandbox.openAccount('tiktok', '72');
    await sandbox.openAccount('snapchat', '73');
    await codeFrom(sandbox, 'tiktok');
    expect(await granted()).toEqual(['71', '72']);
    await settle({ platform: 'tiktok', adAccountIds: ['72'] });
    await codeFrom(sandbox, 'tiktok');
    expect(await granted()).toEqual(['72']);
    expect((await settle({ platform: 'tiktok', adAccountIds: ['73'] })).status).toBe(404);
  });
});
