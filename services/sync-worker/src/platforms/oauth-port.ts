import type { OfferedAccount } from '@campaigns/contracts';
import type { GrantTokens, Secret } from '../vault/credentials.ts';

/** What the product is known by at a platform. */
export type OAuthClient = Readonly<{ id: string; secret: Secret }>;

export type ConsentRequest = Readonly<{
  /** Registered at the platform to the letter. */
  redirectUri: string;
  /** Comes back with the person. */
  state: string;
}>;

export type ConsentPage = Readonly<{
  url: string;
  /** What will really come back: X has a token of its own for it. */
  state: string;
  /** What the exchange proves itself with: the PKCE verifier, or the secret of X's request token. */
  verifier?: Secret;
}>;

export type Consent = Readonly<{ consentCode: Secret; redirectUri: string; verifier?: Secret }>;

/** How a person gives access to his ad accounts on one platform. Every method throws `PlatformError`. */
export type PlatformOAuth = Readonly<{
  /** Without these campaigns cannot be managed. */
  requiredScopes: readonly string[];
  consentPage: (request: ConsentRequest) => Promise<ConsentPage>;
  /** Works once. The scopes are those that were really granted. */
  exchange: (consent: Consent) => Promise<GrantTokens>;
  /**
   * Gets a newer access token; missing where tokens do not end. What the answer leaves out stays as it was. Class
   * `token-revoked` or `token-expired` when only a person can help.
   */
  renew?: (refreshToken: Secret) => Promise<GrantTokens>;
  /** The ad accounts that campaigns can run in with these tokens; unusable ones are left out. */
  accounts: (tokens: Pick<GrantTokens, 'accessToken' | 'tokenSecret'>) => Promise<readonly OfferedAccount[]>;
  /** Gives the access back; missing where only the person can take it away. */
  revoke?: (tokens: Pick<GrantTokens, 'accessToken' | 'tokenSecret' | 'refreshToken'>) => Promise<void>;
}>;
