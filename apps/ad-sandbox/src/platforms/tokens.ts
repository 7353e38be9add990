import { createHash } from 'node:crypto';
import type { PlatformName } from '../state/campaign.ts';
import { keyOf, type TokenRecord } from '../state/state.ts';
import type { Store } from '../state/store.ts';

/** Tokens are kept as hashes only, in memory and in the journal. */
export const hashOfToken = (token: string): string => createHash('sha256').update(token).digest('base64url');

export const tokenRecord = ({ state }: Store, platform: PlatformName, token: string): TokenRecord | undefined =>
  state.tokens.get(keyOf(platform, hashOfToken(token)));

/** The token of `Authorization: Bearer …`. */
export const bearerOf = (header: string | undefined): string | undefined => /^Bearer +(\S+)$/i.exec(header ?? '')?.[1];
