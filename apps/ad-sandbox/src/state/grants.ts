import type { PlatformName } from './campaign.ts';

/** What a person allowed a product to do on one platform, and with which ad accounts. */
export type Grant = Readonly<{
  platform: PlatformName;
  id: string;
  scopes: readonly string[];
  /** Asked for and left out by the person. */
  declinedScopes: readonly string[];
  adAccountIds: readonly string[];
  grantedAt: number;
}>;

/** A grant with what was issued on it, as hashes. Only `applyGrantFact` writes to it. */
export type GrantState = {
  grant: Grant;
  revoked: boolean;
  readonly accessTokens: Set<string>;
  /** When the token ends, in epoch ms; infinity for one that never does. */
  readonly refreshTokens: Map<string, number>;
};

/** What the client has to show the verifier of (RFC 7636). */
export type Challenge = Readonly<{ method: 'S256' | 'plain'; value: string }>;

/** What a consent leads to: good for one exchange, by the client that knows where it was sent to. */
export type Code = Readonly<{
  grantId: string;
  redirectUri: string;
  expiresAt: number;
  challenge?: Challenge;
  /** Whether the exchange gives a refresh token. */
  refreshable: boolean;
}>;

/** X: what a person consents with in place of a code. A hash could not check a signature, so the secret stays as it is. */
export type RequestToken = Readonly<{
  secret: string;
  callback: string;
  expiresAt: number;
  /** Once the person has approved. */
  approval?: Readonly<{ grantId: string; verifierHash: string }>;
}>;

/** How consent goes on one platform. */
export type ConsentSettings = Readonly<{
  /** `ask` shows the page; the others answer for the person. */
  answer: 'ask' | 'approve' | 'deny';
  /** Left out by the person whatever the page says. */
  declinedScopes: readonly string[];
  /** Whether a refresh token is given where the platform has them. */
  refreshToken: boolean;
  /** The person's ad accounts; all of the platform when absent. */
  adAccountIds?: readonly string[] | undefined;
  /** Registered for the product; any is good when absent. */
  redirectUris?: readonly string[] | undefined;
}>;

export const usualConsent: ConsentSettings = { answer: 'ask', declinedScopes: [], refreshToken: true };

/** Keyed by `platform/id` or `platform/hash`. */
export type Grants = Readonly<{
  grants: Map<string, GrantState>;
  codes: Map<string, Code & Readonly<{ spent: boolean }>>;
  requestTokens: Map<string, RequestToken>;
  consents: Map<PlatformName, ConsentSettings>;
}>;

export const noGrants = (): Grants => ({
  grants: new Map(),
  codes: new Map(),
  requestTokens: new Map(),
  consents: new Map(),
});

type OnGrant<Type extends string> = Readonly<{ type: Type; platform: PlatformName; grantId: string }>;

export type GrantFact =
  | Readonly<{ type: 'ConsentSettled'; platform: PlatformName; settings: ConsentSettings }>
  | Readonly<{ type: 'ConsentGiven'; grant: Grant }>
  | Readonly<{ type: 'CodeIssued'; platform: PlatformName; codeHash: string; code: Code }>
  | Readonly<{ type: 'CodeSpent'; platform: PlatformName; codeHash: string }>
  | (OnGrant<'AccessTokenIssued'> & Readonly<{ tokenHash: string; expiresAt?: number; tokenSecret?: string }>)
  | (OnGrant<'RefreshTokenIssued'> & Readonly<{ tokenHash: string; expiresAt?: number }>)
  | OnGrant<'RefreshTokensDropped'>
  | OnGrant<'AccessTokensExpired'>
  | (OnGrant<'ScopesWithdrawn'> & Readonly<{ scopes: readonly string[] }>)
  | OnGrant<'GrantRevoked'>
  | Readonly<{ type: 'RequestTokenIssued'; tokenHash: string; token: RequestToken }>
  | Readonly<{ type: 'RequestTokenApproved'; tokenHash: string; grantId: string; verifierHash: string }>
  | Readonly<{ type: 'RequestTokenSpent'; tokenHash: string }>;
