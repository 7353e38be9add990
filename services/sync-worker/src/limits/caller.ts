import { createHash } from 'node:crypto';
import type { Platform } from '@campaigns/contracts';
import type { AccountCall } from '../platforms/platform-port.ts';
import type { Caller } from './account-limits.ts';

/** Who makes a call, for those who count it: the token itself is kept nowhere. */
export const callerOf = (
  platform: Platform,
  { account, credentials }: Pick<AccountCall, 'account' | 'credentials'>,
): Caller => ({
  platform,
  adAccountId: account.adAccountId,
  token: createHash('sha256').update(credentials.accessToken.reveal()).digest('base64url').slice(0, 16),
});
