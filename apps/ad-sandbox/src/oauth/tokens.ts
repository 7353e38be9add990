import { randomBytes } from 'node:crypto';
import { hashOfToken } from '../platforms/tokens.ts';
import type { PlatformName } from '../state/campaign.ts';
import type { Fact } from '../state/facts.ts';
import type { Grant } from '../state/grants.ts';
import type { Store } from '../state/store.ts';

export const newSecret = (prefix = ''): string => `${prefix}${randomBytes(24).toString('base64url')}`;

/** A token as the client gets it, and the fact that makes it good. */
export type Issued = Readonly<{ token: string; fact: Fact }>;

type Terms = Readonly<{ prefix?: string; expiresAt?: number; tokenSecret?: string }>;

export const accessToken = ({ platform, id: grantId }: Grant, { prefix, ...terms }: Terms): Issued => {
  const token = newSecret(prefix);
  return { token, fact: { type: 'AccessTokenIssued', platform, grantId, tokenHash: hashOfToken(token), ...terms } };
};

export const refreshToken = (
  { platform, id: grantId }: Grant,
  { prefix, ...terms }: Omit<Terms, 'tokenSecret'>,
): Issued => {
  const token = newSecret(prefix);
  return { token, fact: { type: 'RefreshTokenIssued', platform, grantId, tokenHash: hashOfToken(token), ...terms } };
};

/** The grant of a refresh token, and when the token ends; undefined for one that is not good any more, or never was. */
export const refreshed = (
  { state, now }: Store,
  platform: PlatformName,
  token: string,
): Readonly<{ grant: Grant; expiresAt: number }> | undefined => {
  const hash = hashOfToken(token);
  for (const { grant, refreshTokens } of state.grants.values()) {
    const expiresAt = grant.platform === platform ? refreshTokens.get(hash) : undefined;
    if (expiresAt !== undefined && expiresAt > now()) return { grant, expiresAt };
  }
  return undefined;
};
