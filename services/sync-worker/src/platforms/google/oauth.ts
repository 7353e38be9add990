import { createHash, randomBytes } from 'node:crypto';
import type { OfferedAccount } from '@campaigns/contracts';
import { z } from 'zod';
import { jsonIn, shaped, unreadable } from '../../http/answer.ts';
import { queryText } from '../../http/query-text.ts';
import { type GrantTokens, secretOf } from '../../vault/credentials.ts';
import { callWith, type OAuthCall, revocation, tokenRequest, withoutAccount } from '../oauth-call.ts';
import type { OAuthClient, PlatformOAuth } from '../oauth-port.ts';
import { invalid, PlatformError } from '../platform-error.ts';
import { googleClient } from './client.ts';
import { googleError, googleErrorBody } from './errors.ts';

const scope = 'https://www.googleapis.com/auth/adwords';

const accessible = z.object({ resourceNames: z.array(z.string()).default([]) });

/** Fields at their default are left out: an account that manages no others has no `manager`. */
const customerRow = z.object({
  customerClient: z.object({
    id: z.string(),
    descriptiveName: z.string().default(''),
    currencyCode: z.string(),
    timeZone: z.string(),
    manager: z.boolean().default(false),
    status: z.string(),
  }),
});

const customers = `SELECT customer_client.id, customer_client.descriptive_name, customer_client.currency_code,
  customer_client.time_zone, customer_client.manager, customer_client.status, customer_client.level
  FROM customer_client WHERE customer_client.level <= 5`;

/** RFC 7636. */
const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url');

type Dependencies = Readonly<{
  /** e.g. `https://accounts.google.com` */
  loginUrl: string;
  /** e.g. `https://oauth2.googleapis.com` */
  tokenUrl: string;
  baseUrl: string;
  client: OAuthClient;
  send: OAuthCall;
  signal: AbortSignal;
  now: () => Date;
}>;

export const googleOAuth = (dependencies: Dependencies): PlatformOAuth => {
  const { loginUrl, tokenUrl, baseUrl, client, send, signal, now } = dependencies;
  const google = googleClient({ baseUrl, send: withoutAccount(send) });
  const ask = tokenRequest(send, now);
  const revoked = revocation(send);
  const product = { client_id: client.id, client_secret: client.secret.reveal() };

  const accessibleIds = async ({ accessToken }: Pick<GrantTokens, 'accessToken'>): Promise<readonly string[]> => {
    const answer = await send({
      method: 'GET',
      url: `${baseUrl}/customers:listAccessibleCustomers`,
      headers: { authorization: `Bearer ${accessToken.reveal()}` },
      mutates: false,
    });
    const json = jsonIn(answer);
    const failure = googleErrorBody.safeParse(json);
    if (answer.status >= 300) {
      throw failure.success ? googleError(failure.data.error, answer.status) : unreadable(answer, false);
    }
    return shaped(accessible, json, answer, false).resourceNames.map((name) => name.slice('customers/'.length));
  };

  /** The accounts below one that the person reaches directly, itself included. */
  const below = async (
    tokens: Pick<GrantTokens, 'accessToken'>,
    loginCustomerId: string,
  ): Promise<readonly OfferedAccount[]> => {
    const call = callWith('google', tokens, signal, { adAccountId: loginCustomerId, loginCustomerId });
    try {
      const { rows } = await google.search(call, customers, customerRow);
      return rows
        .filter(({ customerClient: { manager, status } }) => !manager && status === 'ENABLED')
        .map(({ customerClient: { id, descriptiveName, currencyCode, timeZone } }) => ({
          adAccountId: id,
          name: descriptiveName || id,
          currency: currencyCode,
          timeZone,
          loginCustomerId: id === loginCustomerId ? null : loginCustomerId,
        }));
    } catch (error) {
      // A cancelled or half-made account must not hide the others.
      if (error instanceof PlatformError && error.class === 'permission') return [];
      throw error;
    }
  };

  return {
    requiredScopes: [scope],

    consentPage: async ({ redirectUri, state }) => {
      const verifier = randomBytes(32).toString('base64url');
      const query = {
        ...{ response_type: 'code', client_id: client.id, redirect_uri: redirectUri, scope, state },
        // Without both Google gives no refresh token to somebody who has consented before.
        ...{ access_type: 'offline', prompt: 'consent', include_granted_scopes: 'true' },
        ...{ code_challenge: challengeOf(verifier), code_challenge_method: 'S256' },
      };
      return { url: `${loginUrl}/o/oauth2/v2/auth?${queryText(query)}`, state, verifier: secretOf(verifier) };
    },

    exchange: async ({ consentCode, redirectUri, verifier }) => {
      const tokens = await ask(`${tokenUrl}/token`, {
        ...product,
        ...{ grant_type: 'authorization_code', code: consentCode.reveal(), redirect_uri: redirectUri },
        code_verifier: verifier?.reveal() ?? '',
      });
      if (tokens.refreshToken !== undefined) return tokens;
      throw invalid(
        'no-refresh-token',
        'Google gave access for an hour only: remove the access in the Google account, then connect again',
      );
    },

    renew: (refreshToken) =>
      ask(`${tokenUrl}/token`, {
        ...product,
        ...{ grant_type: 'refresh_token', refresh_token: refreshToken.reveal() },
      }),

    // With the refresh token every access token goes that it was good for.
    revoke: ({ accessToken, refreshToken }) =>
      revoked(`${tokenUrl}/revoke`, { token: (refreshToken ?? accessToken).reveal() }),

    accounts: async (tokens) => {
      const found = new Map<string, OfferedAccount>();
      for (const id of await accessibleIds(tokens)) {
        // What can be reached directly needs no manager.
        for (const account of await below(tokens, id)) {
          if (account.loginCustomerId === null || !found.has(account.adAccountId))
            found.set(account.adAccountId, account);
        }
      }
      return [...found.values()];
    },
  };
};
