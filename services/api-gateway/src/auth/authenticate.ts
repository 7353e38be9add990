import { type OrgId, orgId, type Role, role } from '@campaigns/contracts';
import { Problem } from '@campaigns/service-kit';
import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyOptions, jwtVerify } from 'jose';
import { z } from 'zod';
import type { TokenSettings } from './token-settings.ts';

/** Who asks: from the claims of a verified token. */
export type Caller = Readonly<{ orgId: OrgId; subject: string; role: Role }>;

/** Resolves to the caller; throws a 401 problem, or 503 when the signing keys cannot be fetched. */
export type Authenticate = (authorization: string | undefined) => Promise<Caller>;

const claims = z.object({ org_id: orgId, sub: z.string().min(1).max(200), role });

// A list of its own for each kind of key: a public key is never taken for a shared secret.
const algorithms = { secret: ['HS256'], jwks: ['RS256', 'PS256', 'ES256', 'EdDSA'] } as const;

const refused = (detail: string, challenge: string): Problem =>
  new Problem('unauthorized', detail, { headers: { 'WWW-Authenticate': challenge } });

const invalid = (detail: string): Problem =>
  refused(detail, `Bearer error="invalid_token", error_description="${detail}"`);

const ofTokenError = (error: unknown): unknown => {
  if (error instanceof errors.JWTExpired) return invalid('The token has expired');
  if (error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError)) {
    return new Problem('unavailable', 'The keys that tokens are signed with cannot be fetched', {
      headers: { 'Retry-After': '5' },
    });
  }
  return invalid('The token is not valid for this API');
};

type Verify = (token: string) => Promise<JWTPayload>;

const verifier = ({ key, issuer, audience }: TokenSettings): Verify => {
  const options: JWTVerifyOptions = {
    issuer,
    audience,
    algorithms: [...algorithms[key.kind]],
    requiredClaims: ['exp', 'sub'],
    clockTolerance: 5,
  };
  if (key.kind === 'secret') {
    const secret = new TextEncoder().encode(key.secret);
    return async (token) => (await jwtVerify(token, secret, options)).payload;
  }
  const keys = createRemoteJWKSet(new URL(key.url), { timeoutDuration: 5_000 });
  return async (token) => (await jwtVerify(token, keys, options)).payload;
};

type Verified = Readonly<{ caller: Caller; untilMs: number }>;

const rememberedTokens = 1_000;
const rememberedMs = 60_000;

/** Verifies bearer tokens. A verified one is remembered for a minute at most, and never past its expiry. */
export const authenticator = (settings: TokenSettings): Authenticate => {
  const verify = verifier(settings);
  const remembered = new Map<string, Verified>();

  const remember = (token: string, verified: Verified): void => {
    const oldest = remembered.size >= rememberedTokens ? remembered.keys().next().value : undefined;
    if (oldest !== undefined) remembered.delete(oldest);
    remembered.set(token, verified);
  };

  return async (authorization) => {
    const token = /^Bearer +([\w.~+/=-]+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) throw refused('A bearer token is needed', 'Bearer realm="campaign-orchestration"');
    const known = remembered.get(token);
    if (known !== undefined && Date.now() < known.untilMs) return known.caller;
    remembered.delete(token);

    const payload = await verify(token).catch((error: unknown) => {
      throw ofTokenError(error);
    });
    const parsed = claims.safeParse(payload);
    if (!parsed.success) throw invalid('The token lacks a valid org_id, sub or role');
    const { org_id, sub, role: callerRole } = parsed.data;
    const caller: Caller = { orgId: org_id, subject: sub, role: callerRole };
    remember(token, { caller, untilMs: Math.min(Date.now() + rememberedMs, (payload.exp ?? 0) * 1_000) });
    return caller;
  };
};
