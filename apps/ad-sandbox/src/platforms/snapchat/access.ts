import { headerOf, type PlatformRequest, Refusal } from '../../http/exchange.ts';
import type { AccountState } from '../../state/account-state.ts';
import type { Campaign } from '../../state/campaign.ts';
import { accountOf, campaignOf, type TokenRecord } from '../../state/state.ts';
import type { Store } from '../../state/store.ts';
import { bearerOf, tokenRecord } from '../tokens.ts';
import { expiredToken, noPermission, notFound, unauthorized } from './answers.ts';

/** The token of the header. Throws `Refusal` 401. */
export const validToken = (store: Store, request: PlatformRequest): TokenRecord => {
  const token = bearerOf(headerOf(request, 'authorization'));
  const record = token === undefined ? undefined : tokenRecord(store, 'snapchat', token);
  if (record?.state === 'expired') throw new Refusal(expiredToken());
  if (record?.state !== 'valid') throw new Refusal(unauthorized());
  return record;
};

/** Throws `Refusal` 401, 403 E3001 or 404 E3003. */
export const authorizedAccount = (store: Store, request: PlatformRequest, adAccountId: string): AccountState => {
  const token = validToken(store, request);
  const account = accountOf(store.state, 'snapchat', adAccountId);
  if (account === undefined) throw notFound();
  if (!token.adAccountIds.has(adAccountId)) throw noPermission();
  return account;
};

export type OwnedCampaign = Readonly<{ owner: AccountState; campaign: Campaign }>;

/** A campaign, deleted or not, of an account that the token may use. Throws like `authorizedAccount`. */
export const authorizedCampaign = (store: Store, request: PlatformRequest, id: string): OwnedCampaign => {
  validToken(store, request);
  const campaign = campaignOf(store.state, 'snapchat', id);
  if (campaign === undefined) throw notFound();
  return { owner: authorizedAccount(store, request, campaign.adAccountId), campaign };
};
