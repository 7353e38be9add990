import type { PlatformName } from './campaign.ts';
import type { TokenState } from './facts.ts';
import type { GrantFact, GrantState } from './grants.ts';
import { accountOf, keyOf, type State } from './state.ts';

type On<Type extends GrantFact['type']> = Extract<GrantFact, { type: Type }>;

const accessTokenIssued = (state: State, fact: On<'AccessTokenIssued'>, owner: GrantState): void => {
  const { platform, grantId, tokenHash, expiresAt, tokenSecret } = fact;
  const { adAccountIds } = owner.grant;
  state.tokens.set(keyOf(platform, tokenHash), {
    state: 'valid',
    adAccountIds: new Set(adAccountIds),
    grantId,
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(tokenSecret === undefined ? {} : { secret: tokenSecret }),
  });
  owner.accessTokens.add(tokenHash);
  for (const id of adAccountIds) accountOf(state, platform, id)?.tokenHashes.add(tokenHash);
};

const setTokens = (state: State, platform: PlatformName, { accessTokens }: GrantState, to: TokenState): void => {
  for (const hash of accessTokens) {
    const token = state.tokens.get(keyOf(platform, hash));
    if (token !== undefined) token.state = to;
  }
};

const withdrawn = (owner: GrantState, scopes: readonly string[]): void => {
  const { grant } = owner;
  owner.grant = {
    ...grant,
    scopes: grant.scopes.filter((scope) => !scopes.includes(scope)),
    declinedScopes: [...new Set([...grant.declinedScopes, ...grant.scopes.filter((scope) => scopes.includes(scope))])],
  };
};

type OnOneGrant = Extract<GrantFact, { grantId: string; platform: PlatformName }>;

const onGrant = (state: State, fact: OnOneGrant): void => {
  const { platform, grantId } = fact;
  const owner = state.grants.get(keyOf(platform, grantId));
  if (owner === undefined) return;
  switch (fact.type) {
    case 'AccessTokenIssued':
      accessTokenIssued(state, fact, owner);
      return;
    case 'RefreshTokenIssued':
      owner.refreshTokens.set(fact.tokenHash, fact.expiresAt ?? Number.POSITIVE_INFINITY);
      return;
    case 'RefreshTokensDropped':
      owner.refreshTokens.clear();
      return;
    case 'AccessTokensExpired':
      setTokens(state, platform, owner, 'expired');
      return;
    case 'ScopesWithdrawn':
      withdrawn(owner, fact.scopes);
      return;
    case 'GrantRevoked':
      owner.revoked = true;
      owner.refreshTokens.clear();
      setTokens(state, platform, owner, 'revoked');
  }
};

/** The part of `applyFact` that is about what people allow. */
export const applyGrantFact = (state: State, fact: GrantFact): void => {
  switch (fact.type) {
    case 'ConsentSettled':
      state.consents.set(fact.platform, fact.settings);
      return;
    case 'ConsentGiven': {
      const { grant } = fact;
      const issued = { revoked: false, accessTokens: new Set<string>(), refreshTokens: new Map<string, number>() };
      state.grants.set(keyOf(grant.platform, grant.id), { grant, ...issued });
      return;
    }
    case 'CodeIssued':
      state.codes.set(keyOf(fact.platform, fact.codeHash), { ...fact.code, spent: false });
      return;
    case 'CodeSpent': {
      const key = keyOf(fact.platform, fact.codeHash);
      const code = state.codes.get(key);
      if (code !== undefined) state.codes.set(key, { ...code, spent: true });
      return;
    }
    case 'RequestTokenIssued':
      state.requestTokens.set(fact.tokenHash, fact.token);
      return;
    case 'RequestTokenApproved': {
      const { tokenHash, grantId, verifierHash } = fact;
      const token = state.requestTokens.get(tokenHash);
      if (token !== undefined) state.requestTokens.set(tokenHash, { ...token, approval: { grantId, verifierHash } });
      return;
    }
    case 'RequestTokenSpent':
      state.requestTokens.delete(fact.tokenHash);
      return;
    default:
      onGrant(state, fact);
  }
};
