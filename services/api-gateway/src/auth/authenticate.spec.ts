import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { toProblem } from '@campaigns/service-kit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { authenticator } from './authenticate.ts';
import { issueToken } from './issue-token.ts';

const secret = 'a-secret-for-tests-that-is-long-enough';
const org = '6f1b3c1e-8a0f-4a77-9d5e-0a3f3c1b2d4e';
const settings = { key: { kind: 'secret', secret }, issuer: 'tests', audience: 'api' } as const;
const wanted = {
  secret,
  issuer: 'tests',
  audience: 'api',
  orgId: org,
  subject: 'anna',
  role: 'admin',
  expiresInSeconds: 60,
} as const;

const sign = (claims: Record<string, unknown>, alg = 'HS256'): Promise<string> => {
  const defaults = {
    org_id: org,
    role: 'admin',
    sub: 'anna',
    iss: 'tests',
    aud: 'api',
    exp: Math.floor(Date.now() / 1_000) + 60,
  };
  const all = Object.fromEntries(Object.entries({ ...defaults, ...claims }).filter(([, value]) => value !== undefined));
  return new SignJWT(all)
    .setProtectedHeader({ alg })
    .sign(new TextEncoder().encode(secret.padEnd(64, 'x').slice(0, alg === 'HS256' ? secret.length : 64)));
};

const refusal = async (authorization: string | undefined) => {
  const problem = await authenticator(settings)(authorization).then(
    () => undefined,
    (error: unknown) => toProblem(error),
  );
  return { code: problem?.code, challenge: problem?.extras.headers?.['WWW-Authenticate'] };
};

describe('A bearer token', () => {
  it('tells who asks', async () => {
    const caller = await authenticator(settings)(`Bearer ${await issueToken(wanted)}`);
    expect(caller).toEqual({ orgId: org, subject: 'anna', role: 'admin' });
  });

  it.each([undefined, '', 'Basic YTpi', 'Bearer', 'Bearer a b'])(
    'is asked for when the header is %p',
    async (header) => {
      expect(await refusal(header)).toEqual({
        code: 'unauthorized',
        challenge: 'Bearer realm="campaign-orchestration"',
      });
    },
  );

  it.each([
    ['has expired', { exp: 1_000 }],
    ['never expires', { exp: undefined }],
    ['comes from another issuer', { iss: 'somebody' }],
    ['is for another audience', { aud: 'other' }],
    ['has no subject', { sub: undefined }],
    ['has no organisation', { org_id: undefined }],
    ['has an organisation that is no UUID', { org_id: '42' }],
    ['has a role that does not exist', { role: 'root' }],
    ['is not valid yet', { nbf: Math.floor(Date.now() / 1_000) + 600 }],
  ])('is refused when it %s', async (_, claims) => {
    const { code, challenge } = await refusal(`Bearer ${await sign(claims)}`);
    expect(code).toBe('unauthorized');
    expect(challenge).toContain('error="invalid_token"');
  });

  it('is refused when it is signed by another secret, another algorithm, or not at all', async () => {
    const other = await issueToken({ ...wanted, secret: 'b'.repeat(32) });
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${other.split('.')[1]}.`;
    for (const token of [other, unsigned, await sign({}, 'HS512'), 'garbage']) {
      expect((await refusal(`Bearer ${token}`)).code).toBe('unauthorized');
    }
  });

  it('is not remembered past its expiry', async () => {
    const authenticate = authenticator(settings);
    // Within the tolerance of five seconds at first sight, so it is verified anew each time.
    const token = await sign({ exp: Math.floor(Date.now() / 1_000) - 2 });
    await expect(authenticate(`Bearer ${token}`)).resolves.toMatchObject({ subject: 'anna' });
    const expired = await sign({ exp: Math.floor(Date.now() / 1_000) - 10 });
    await expect(authenticate(`Bearer ${expired}`)).rejects.toThrow('expired');
  });
});

describe('Tokens signed by a key set', () => {
  let server: Server;
  let url: string;
  let privateKey: Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];
  let publicJwk: Record<string, unknown>;

  beforeAll(async () => {
    const pair = await generateKeyPair('ES256');
    privateKey = pair.privateKey;
    publicJwk = { ...(await exportJWK(pair.publicKey)), kid: 'one', alg: 'ES256' };
    server = createServer((_, response) => response.end(JSON.stringify({ keys: [publicJwk] })));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
  });
  afterAll(() => void server.close());

  const signed = () =>
    new SignJWT({ org_id: org, role: 'viewer' })
      .setProtectedHeader({ alg: 'ES256', kid: 'one' })
      .setSubject('anna')
      .setIssuer('tests')
      .setAudience('api')
      .setExpirationTime('1m')
      .sign(privateKey);

  it('are accepted, and a shared-secret token is not', async () => {
    const authenticate = authenticator({ ...settings, key: { kind: 'jwks', url } });
    await expect(authenticate(`Bearer ${await signed()}`)).resolves.toMatchObject({ role: 'viewer' });
    await expect(authenticate(`Bearer ${await issueToken(wanted)}`)).rejects.toThrow('not valid');
  });

  it('cannot be judged while the keys are away, which is not the fault of the token', async () => {
    const authenticate = authenticator({ ...settings, key: { kind: 'jwks', url: 'http://127.0.0.1:1/keys' } });
    const problem = await authenticate(`Bearer ${await signed()}`).catch(toProblem);
    expect(problem).toMatchObject({ code: 'unavailable', extras: { headers: { 'Retry-After': '5' } } });
  });
});
