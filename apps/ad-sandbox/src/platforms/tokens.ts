import { createHash } from 'node:crypto';
import type { PlatformName } from '../state/campaign.ts';
import { keyOf, type TokenRecord } from '../state/state.ts';
import type { Store } from '../state/store.ts';

/** Tokens are kept as hashes only, in memory and in the journal. */
export const hashOfToken = (token: string): string => createHash('sha256').update(token).digest('base64url');

/** As it stands now: a token whose time is over has expired. */
export const tokenRecord = ({ state, now }: Store, platform: PlatformName, token: string): TokenRecord | undefined => {
  const record = state.tokens.get(keyOf(platform, hashOfToken(token)));
  const isOver = record?.state === 'valid' && record.expiresAt !== undefined && record.expiresAt <= now();
  return isOver ? { ...record, state: 'expired' } : record;
};

/** What the person allowed; undefined for a token that no person gave, which may do everything. */
export const scopesOf = (
  { state }: Store,
  platform: PlatformName,
  { grantId }: TokenRecord,
): readonly string[] | undefined =>
  grantId === undefined ? undefined : state.grants.get(keyOf(platform, grantId))?.grant.scopes;

/** The token of `Authorization: Bearer …`. */
export const bearerOf = (header: string | undefined): string | undefined => /^Bearer +(\S+)$/i.exec(header ?? '')?.[1];
