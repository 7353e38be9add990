import type { PlatformName } from '../state/campaign.ts';
import type { ConsentSettings, GrantFact, GrantState } from '../state/grants.ts';
import { keyOf } from '../state/state.ts';
import type { Store } from '../state/store.ts';
import { bareAccountId, openAccount } from './accounts.ts';
import { notFound } from './problem.ts';
import type { ConsentChange, GrantChange } from './schemas.ts';

/** How the person answers from now on. Throws `ControlProblem` 404 for an account that is not open. */
export const settleConsent = (store: Store, { platform, ...asked }: ConsentChange): ConsentChange => {
  const { adAccountIds } = asked;
  for (const id of adAccountIds ?? []) openAccount(store, platform, id);
  const settings: ConsentSettings = {
    ...asked,
    ...(adAccountIds === undefined ? {} : { adAccountIds: adAccountIds.map((id) => bareAccountId(platform, id)) }),
  };
  store.commit([{ type: 'ConsentSettled', platform, settings }]);
  return { platform, ...asked };
};

/** Without a token, which is not known: how many of its access tokens are good now, and whether it can be refreshed. */
const shown = ({ state, now }: Store, { grant, revoked, accessTokens, refreshTokens }: GrantState) => {
  const records = [...accessTokens].flatMap((hash) => state.tokens.get(keyOf(grant.platform, hash)) ?? []);
  const isGood = ({ state: is, expiresAt = Number.POSITIVE_INFINITY }: (typeof records)[number]): boolean =>
    is === 'valid' && expiresAt > now();
  return {
    ...grant,
    grantedAt: new Date(grant.grantedAt).toISOString(),
    revoked,
    accessTokens: records.filter(isGood).length,
    refreshable: [...refreshTokens.values()].some((expiresAt) => expiresAt > now()),
  };
};

const grantsOn = ({ state }: Store, platform: PlatformName | undefined): readonly GrantState[] =>
  [...state.grants.values()].filter(({ grant }) => platform === undefined || grant.platform === platform);

export const listGrants = (store: Store, platform: PlatformName | undefined) =>
  grantsOn(store, platform).map((owner) => shown(store, owner));

const factOf = ({ platform, change, scopes = [] }: GrantChange, grantId: string): GrantFact => {
  const on = { platform, grantId };
  switch (change) {
    case 'expire':
      return { type: 'AccessTokensExpired', ...on };
    case 'revoke':
      return { type: 'GrantRevoked', ...on };
    case 'drop_refresh_token':
      return { type: 'RefreshTokensDropped', ...on };
    case 'decline_scopes':
      return { type: 'ScopesWithdrawn', ...on, scopes };
  }
};

/** What the person or the platform does to grants; gives how many it concerned. Throws `ControlProblem` 404. */
export const changeGrants = (store: Store, change: GrantChange): number => {
  const { platform, id } = change;
  const living = grantsOn(store, platform).filter(({ revoked, grant }) => !revoked && (id ?? grant.id) === grant.id);
  if (id !== undefined && living.length === 0) throw notFound(`id: there is no ${platform} grant ${id}`);
  store.commit(living.map(({ grant }) => factOf(change, grant.id)));
  return living.length;
};
