import { headerOf, type PlatformRequest, Refusal } from '../../http/exchange.ts';
import type { AccountState } from '../../state/account-state.ts';
import type { Campaign } from '../../state/campaign.ts';
import { accountOf, campaignOf, type TokenRecord } from '../../state/state.ts';
import type { Store } from '../../state/store.ts';
import { bearerOf, scopesOf, tokenRecord } from '../tokens.ts';
import { isErased } from './document.ts';
import { accessDenied, expiredToken, invalidToken, malformed, notFound, plain, revokedToken } from './errors.ts';

/** Versions live for about a year: 202511 ended in the middle of November 2026, and 202610 is the newest known. */
const oldestVersion = '202512';
const newestVersion = '202610';

const checkVersion = (request: PlatformRequest): void => {
  const version = headerOf(request, 'linkedin-version');
  if (version === undefined) {
    throw new Refusal(plain(400, 'A version must be present. Please specify a version', { code: 'VERSION_MISSING' }));
  }
  const isMonth = /^\d{4}(0[1-9]|1[0-2])$/.test(version);
  if (isMonth && version >= oldestVersion && version <= newestVersion) return;
  throw new Refusal(plain(426, `Requested version ${version} is not active`, { code: 'NONEXISTENT_VERSION' }));
};

/** One of them is enough. */
const scopesFor = ({ method, path }: PlatformRequest): readonly string[] => {
  if (path === '/rest/adAnalytics') return ['r_ads_reporting'];
  return method === 'GET' ? ['r_ads', 'rw_ads'] : ['rw_ads'];
};

/** The caller's token. Throws `Refusal` 400, 426, 401, or 403 when its scopes do not reach so far. */
export const validToken = (store: Store, request: PlatformRequest): TokenRecord => {
  checkVersion(request);
  if (headerOf(request, 'x-restli-protocol-version') !== '2.0.0') {
    throw malformed('Header X-Restli-Protocol-Version must be 2.0.0');
  }
  const token = bearerOf(headerOf(request, 'authorization'));
  const record = token === undefined ? undefined : tokenRecord(store, 'linkedin', token);
  if (record === undefined) throw new Refusal(invalidToken());
  if (record.state === 'revoked') throw new Refusal(revokedToken());
  if (record.state === 'expired') throw new Refusal(expiredToken());
  const scopes = scopesOf(store, 'linkedin', record);
  if (scopes !== undefined && !scopesFor(request).some((scope) => scopes.includes(scope))) throw accessDenied();
  return record;
};

/** An ad account that the token may use. Throws `Refusal` 400, 426, 401 or 403. */
export const authorizedAccount = (store: Store, request: PlatformRequest, id: string): AccountState => {
  const { adAccountIds } = validToken(store, request);
  const account = adAccountIds.has(id) ? accountOf(store.state, 'linkedin', id) : undefined;
  if (account === undefined) throw accessDenied();
  return account;
};

/** A campaign of the account; one that was deleted as a draft is gone. Throws `Refusal` 404. */
export const existingCampaign = (store: Store, { account }: AccountState, id: string): Campaign => {
  const campaign = campaignOf(store.state, 'linkedin', id);
  if (campaign === undefined || campaign.adAccountId !== account.adAccountId || isErased(campaign)) {
    throw notFound(`Campaign ${id}`);
  }
  return campaign;
};
