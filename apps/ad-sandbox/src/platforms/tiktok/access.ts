import { headerOf, type PlatformRequest, Refusal } from '../../http/exchange.ts';
import type { AccountState } from '../../state/account-state.ts';
import { accountOf, type TokenRecord } from '../../state/state.ts';
import type { Store } from '../../state/store.ts';
import { tokenRecord } from '../tokens.ts';
import { expiredToken, refused } from './envelope.ts';

/** The `Access-Token`. Throws `Refusal` 40104, 40105 or 40102. */
export const tokenOf = (store: Store, request: PlatformRequest): TokenRecord => {
  const token = headerOf(request, 'access-token');
  if (token === undefined || token === '') throw refused(40104, 'Access token is empty.');
  const record = tokenRecord(store, 'tiktok', token);
  if (record === undefined || record.state === 'revoked')
    throw refused(40105, 'Access token is incorrect or has been revoked.');
  if (record.state === 'expired') throw new Refusal(expiredToken());
  return record;
};

/** The advertiser, when the `Access-Token` may use it. Throws `Refusal` like `tokenOf`, or 40001. */
export const authorized = (store: Store, request: PlatformRequest, advertiserId: string): AccountState => {
  const record = tokenOf(store, request);
  const account = record.adAccountIds.has(advertiserId) ? accountOf(store.state, 'tiktok', advertiserId) : undefined;
  if (account === undefined) throw refused(40001, `No permission to operate advertiser ${advertiserId}.`);
  return account;
};
