import { createHash, timingSafeEqual } from 'node:crypto';
import { hashOfToken } from '../platforms/tokens.ts';
import type { PlatformName } from '../state/campaign.ts';
import type { Fact } from '../state/facts.ts';
import type { Challenge, Code, Grant } from '../state/grants.ts';
import { keyOf } from '../state/state.ts';
import type { Store } from '../state/store.ts';
import { newSecret } from './tokens.ts';

/** The code for a grant that is about to be committed. */
export const issuedCode = (
  { platform, id }: Grant,
  terms: Omit<Code, 'grantId'>,
): Readonly<{ code: string; fact: Fact }> => {
  const code = newSecret();
  return {
    code,
    fact: { type: 'CodeIssued', platform, codeHash: hashOfToken(code), code: { ...terms, grantId: id } },
  };
};

/** The challenge that a verifier answers (RFC 7636, 4.6). */
export const challengeFor = (method: Challenge['method'], verifier: string): string =>
  method === 'plain' ? verifier : createHash('sha256').update(verifier).digest('base64url');

const fits = ({ method, value }: Challenge, verifier: string | undefined): boolean => {
  if (verifier === undefined || !/^[A-Za-z0-9\-._~]{43,128}$/.test(verifier)) return false;
  const [given, expected] = [Buffer.from(challengeFor(method, verifier)), Buffer.from(value)];
  return given.length === expected.length && timingSafeEqual(given, expected);
};

type Shown = Readonly<{
  code: string;
  /** Undefined where the platform does not ask for it again (TikTok). */
  redirectUri?: string | undefined;
  verifier?: string | undefined;
}>;

export type Redemption =
  | Readonly<{ outcome: 'redeemed'; code: Code; grant: Grant; fact: Fact }>
  | Readonly<{ outcome: 'unknown' | 'spent' | 'expired' | 'other-redirect' | 'wrong-verifier' }>;

/** Whether the code opens its grant, once, to the client that shows what it began with. Committing `fact` spends it. */
export const redeemed = (
  { state, now }: Store,
  platform: PlatformName,
  { code: text, redirectUri, verifier }: Shown,
): Redemption => {
  const codeHash = hashOfToken(text);
  const code = state.codes.get(keyOf(platform, codeHash));
  const owner = code && state.grants.get(keyOf(platform, code.grantId));
  if (code === undefined || owner === undefined || owner.revoked) return { outcome: 'unknown' };
  if (code.spent) return { outcome: 'spent' };
  if (code.expiresAt <= now()) return { outcome: 'expired' };
  if (redirectUri !== undefined && redirectUri !== code.redirectUri) return { outcome: 'other-redirect' };
  const isProven = code.challenge === undefined ? verifier === undefined : fits(code.challenge, verifier);
  if (!isProven) return { outcome: 'wrong-verifier' };
  return { outcome: 'redeemed', code, grant: owner.grant, fact: { type: 'CodeSpent', platform, codeHash } };
};
