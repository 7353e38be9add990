import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { callback, decided, sentBack } from '../../../testing/consents.ts';
import { type Reply, type RunningSandbox, runningSandbox } from '../../../testing/running-sandbox.ts';
import { type Sent, type SignedCalls, signedCalls } from '../testing/signed-calls.ts';

let sandbox: RunningSandbox;
let call: SignedCalls;
beforeEach(async () => {
  sandbox = await runningSandbox();
  await sandbox.openAccount('twitter', '18ce54d4x5t', { name: 'Shop US', accessToken: 'own', tokenSecret: 'own' });
  call = signedCalls(sandbox);
});
afterEach(() => sandbox.close());

type Token = Readonly<{ token: string; secret: string }>;

const fieldsOf = ({ text }: Reply): Readonly<Record<string, string>> => Object.fromEntries(new URLSearchParams(text));
const tokenOf = (reply: Reply): Token => {
  const { oauth_token: token = '', oauth_token_secret: secret = '' } = fieldsOf(reply);
  return { token, secret };
};
/** Leg 1 is signed without a token. */
const byProduct = (more: Readonly<Record<string, string | undefined>> = {}): Sent => ({
  header: { oauth_token: undefined, oauth_callback: callback, ...more },
  secrets: { tokenSecret: '' },
});
const by = ({ token, secret }: Token, place: 'query' | 'form' = 'query'): Sent => ({
  in: place,
  header: { oauth_token: token },
  secrets: { tokenSecret: secret },
});

const requested = (sent: Sent = byProduct()): Promise<Reply> => call('POST', '//oauth/request_token', {}, sent);
const pageFor = (token: string): string => `/twitter/oauth/authorize?oauth_token=${token}`;
const approved = async (pending: Token): Promise<string> =>
  sentBack(await decided(sandbox, pageFor(pending.token), 'approve'))['oauth_verifier'] ?? '';
const exchanged = (pending: Token, verifier: string): Promise<Reply> =>
  call('POST', '//oauth/access_token', { oauth_verifier: verifier }, by(pending, 'form'));
const connected = async (): Promise<Token> => {
  const pending = tokenOf(await requested());
  return tokenOf(await exchanged(pending, await approved(pending)));
};
const codesOf = (reply: Reply): readonly unknown[] => [
  reply.status,
  ...reply.json<{ errors: { code: unknown }[] }>().errors.map(({ code }) => code),
];

describe('a request token of X', () => {
  it('comes as a form, and says that the callback is confirmed', async () => {
    const reply = await requested();
    expect(reply.headers.get('content-type')).toBe('application/x-www-form-urlencoded');
    expect(fieldsOf(reply)).toEqual({
      oauth_token: expect.stringMatching(/^[\w-]{20,}$/),
      oauth_token_secret: expect.stringMatching(/^[\w-]{20,}$/),
      oauth_callback_confirmed: 'true',
    });
  });

  it('is given to the product only, for a request that it signed', async () => {
    expect((await requested({ ...byProduct(), secrets: { consumerSecret: 'other', tokenSecret: '' } })).status).toBe(
      401,
    );
    expect((await requested(byProduct({ oauth_consumer_key: 'other' }))).status).toBe(401);
    expect((await requested(byProduct({ oauth_timestamp: '1767225600' }))).status).toBe(401);
    expect(codesOf(await requested(byProduct({ oauth_token: 'own' })))).toEqual([401, 32]);
    const once = byProduct({ oauth_nonce: 'once' });
    expect((await requested(once)).status).toBe(200);
    expect((await requested(once)).status).toBe(401);
  });

  it('is given for a callback that is registered, to the letter', async () => {
    const body = { platform: 'twitter', redirectUris: [callback] };
    await sandbox.call('PUT', '/control/consent', { body });
    expect((await requested()).status).toBe(200);
    for (const oauth_callback of [`${callback}&state=1`, undefined]) {
      const refused = await requested(byProduct({ oauth_callback }));
      expect(codesOf(refused)).toEqual([403, 415]);
      expect(refused.text).toContain('Callback URL not approved for this client application.');
    }
  });
});

describe('the consent on X', () => {
  it('is a page that names the product and its way to say no', async () => {
    const { token } = tokenOf(await requested());
    const page = await sandbox.call('GET', pageFor(token));
    expect(page.status).toBe(200);
    expect(page.text).toContain('sandbox-consumer-key');
    expect(page.text).toContain('value="deny"');
  });

  it('sends back the request token, with what proves it', async () => {
    const { token } = tokenOf(await requested());
    const back = sentBack(await decided(sandbox, pageFor(token), 'approve'));
    expect(back).toEqual({ of: 'tests', oauth_token: token, oauth_verifier: expect.stringMatching(/./) });
  });

  it('is refused by naming the request token, which is then over', async () => {
    const pending = tokenOf(await requested());
    expect(sentBack(await decided(sandbox, pageFor(pending.token), 'deny'))).toEqual({
      of: 'tests',
      denied: pending.token,
    });
    expect((await sandbox.call('GET', pageFor(pending.token))).status).toBe(400);
    expect(codesOf(await exchanged(pending, 'any'))).toEqual([401, 32]);
  });

  it('is decided once, in ten minutes, about a request token that there is', async () => {
    const pending = tokenOf(await requested());
    await approved(pending);
    expect((await sandbox.call('GET', pageFor(pending.token))).status).toBe(400);
    expect((await sandbox.call('GET', pageFor('other'))).status).toBe(400);
    const { token } = tokenOf(await requested());
    sandbox.clock.forward(600_000);
    expect((await sandbox.call('GET', pageFor(token))).status).toBe(400);
  });
});

describe('an access token of X', () => {
  it('comes with the person it is of', async () => {
    const pending = tokenOf(await requested());
    const reply = await exchanged(pending, await approved(pending));
    expect(fieldsOf(reply)).toEqual({
      oauth_token: expect.stringMatching(/^\d+-/),
      oauth_token_secret: expect.any(String),
      user_id: expect.stringMatching(/^\d+$/),
      screen_name: 'sandbox_person',
    });
  });

  it('is given once, for the verifier, to who holds the secret of the request token', async () => {
    const pending = tokenOf(await requested());
    expect(codesOf(await exchanged(pending, 'not yet'))).toEqual([401, 32]);
    const verifier = await approved(pending);
    expect(codesOf(await exchanged(pending, 'other'))).toEqual([401, 32]);
    expect((await exchanged({ ...pending, secret: 'other' }, verifier)).status).toBe(401);
    expect((await exchanged(pending, verifier)).status).toBe(200);
    expect(codesOf(await exchanged(pending, verifier))).toEqual([401, 32]);
  });

  it('opens the ad accounts of the person, and says what may be done and what pays', async () => {
    const other = { accessToken: 'own', tokenSecret: 'own' };
    await sandbox.openAccount('twitter', 'waiting', { ...other, standing: 'pending' });
    await sandbox.openAccount('twitter', 'ended', { ...other, standing: 'closed', access: 'view', funded: false });
    const user = by(await connected());
    expect((await call('GET', '/accounts', {}, user)).json()).toMatchObject({
      data: [
        { id: '18ce54d4x5t', name: 'Shop US', timezone: 'America/New_York', approval_status: 'ACCEPTED' },
        { id: 'waiting', approval_status: 'UNDER_REVIEW' },
        { id: 'ended', approval_status: 'REJECTED' },
      ],
    });
    type Instruments = { data: { able_to_fund: boolean }[] };
    const pays = async (id: string) =>
      (await call('GET', `/accounts/${id}/funding_instruments`, {}, user))
        .json<Instruments>()
        .data.some(({ able_to_fund: isAble }) => isAble);
    expect([await pays('18ce54d4x5t'), await pays('ended')]).toEqual([true, false]);
    const mayDo = async (id: string) =>
      (await call('GET', `/accounts/${id}/authenticated_user_access`, {}, user)).json();
    expect(await mayDo('18ce54d4x5t')).toMatchObject({ data: { permissions: ['ACCOUNT_ADMIN'] } });
    expect(await mayDo('ended')).toMatchObject({ data: { permissions: ['CAMPAIGN_ANALYST'] } });
  });

  it('is ended by a call that it signs, and only then', async () => {
    const token = await connected();
    expect((await call('GET', '/accounts', {}, by(token))).status).toBe(200);
    const invalidate = () => call('POST', '//1.1/oauth/invalidate_token.json', {}, by(token));
    expect((await invalidate()).json()).toEqual({ access_token: token.token });
    expect(codesOf(await call('GET', '/accounts', {}, by(token)))).toEqual([401, 89]);
    expect(codesOf(await invalidate())).toEqual([401, 89]);
  });
});
