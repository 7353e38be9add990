import { headerOf, type PlatformRequest, Refusal } from '../../http/exchange.ts';
import type { AccountState } from '../../state/account-state.ts';
import type { Campaign } from '../../state/campaign.ts';
import type { Child } from '../../state/child.ts';
import { accountOf, campaignOf, type TokenRecord } from '../../state/state.ts';
import type { Store } from '../../state/store.ts';
import { bearerOf, scopesOf, tokenRecord } from '../tokens.ts';
import type { OwnedChild } from './children.ts';
import { expiredToken, invalid, missingToken, noPermission, notFound, revokedToken, unknownToken } from './errors.ts';
import type { Parameters } from './parameters.ts';

/** The token of the header or of `access_token`. Throws `Refusal` 190. */
export const validToken = (store: Store, request: PlatformRequest, parameters: Parameters): TokenRecord => {
  const token = bearerOf(headerOf(request, 'authorization')) ?? parameters['access_token'];
  if (typeof token !== 'string' || token === '') throw new Refusal(missingToken());
  const record = tokenRecord(store, 'meta', token);
  if (record === undefined) throw new Refusal(unknownToken());
  if (record.state === 'expired') throw new Refusal(expiredToken());
  if (record.state === 'revoked') throw new Refusal(revokedToken());
  // Only the holder of the app secret can check it; its form can be checked.
  const proof = parameters['appsecret_proof'];
  if (proof !== undefined && !/^[0-9a-f]{64}$/.test(String(proof))) {
    throw invalid('appsecret_proof', 'Invalid appsecret_proof provided in the API argument');
  }
  return record;
};

/** Reading takes either of the scopes, writing the greater one. Throws `Refusal` 200. */
export const checkScope = (store: Store, token: TokenRecord, method: string): void => {
  const scopes = scopesOf(store, 'meta', token);
  const enough = method === 'GET' ? ['ads_read', 'ads_management'] : ['ads_management'];
  if (scopes !== undefined && !enough.some((scope) => scopes.includes(scope))) throw new Refusal(noPermission());
};

/** The ad account of `act_{id}`. Throws `Refusal` 190, 200 or 100/33. */
export const authorizedAccount = (
  store: Store,
  request: PlatformRequest,
  parameters: Parameters,
  adAccountId: string,
): AccountState => {
  const token = validToken(store, request, parameters);
  const account = accountOf(store.state, 'meta', adAccountId);
  if (account === undefined) throw notFound(request.method, `act_${adAccountId}`);
  if (!token.adAccountIds.has(adAccountId)) throw new Refusal(noPermission());
  checkScope(store, token, request.method);
  return account;
};

/** An ad set, ad or creative, deleted or not, of an account that the token may use. Throws `Refusal` 190, 200 or 100/33. */
export const authorizedChild = (
  store: Store,
  request: PlatformRequest,
  parameters: Parameters,
  child: Child,
): OwnedChild => {
  const token = validToken(store, request, parameters);
  const owner = accountOf(store.state, 'meta', child.adAccountId);
  if (owner === undefined || !token.adAccountIds.has(child.adAccountId)) throw notFound(request.method, child.id);
  checkScope(store, token, request.method);
  return { owner, child };
};

export type OwnedCampaign = Readonly<{ owner: AccountState; campaign: Campaign }>;

/** A campaign, deleted or not, of an account that the token may use. Throws `Refusal` 190, 200 or 100/33. */
export const authorizedCampaign = (
  store: Store,
  request: PlatformRequest,
  parameters: Parameters,
  id: string,
): OwnedCampaign => {
  const token = validToken(store, request, parameters);
  const campaign = campaignOf(store.state, 'meta', id);
  const owner = campaign && accountOf(store.state, 'meta', campaign.adAccountId);
  if (campaign === undefined || owner === undefined || !token.adAccountIds.has(campaign.adAccountId)) {
    throw notFound(request.method, id);
  }
  checkScope(store, token, request.method);
  return { owner, campaign };
};
