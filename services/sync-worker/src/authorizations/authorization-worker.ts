import { randomBytes } from 'node:crypto';
import {
  type AuthorizationId,
  connectionCodec,
  grantId as grantIdSchema,
  type OfferedAccount,
  type Platform,
  type StoredEvent,
} from '@campaigns/contracts';
import type { Authorization } from '@campaigns/domain';
import { derivedId, type EventStore, type FeedHandler } from '@campaigns/event-sourcing';
import {
  type AuthorizationSlips,
  consentAnswer,
  type GrantPrivateKey,
  openText,
  sealText,
} from '@campaigns/grant-handover';
import type { Logger } from 'pino';
import { ZodError } from 'zod';
import type { PlatformOAuth } from '../platforms/oauth-port.ts';
import type { PlatformOAuths } from '../platforms/oauths.ts';
import { PlatformError } from '../platforms/platform-error.ts';
import { type GrantTokens, secretOf } from '../vault/credentials.ts';
import { endOf, type Grants } from '../vault/grants.ts';
import { authorizationLog } from './authorization-log.ts';
import { clientVariables } from './client-variables.ts';

export type AuthorizationDependencies = Readonly<{
  store: EventStore;
  slips: AuthorizationSlips;
  grants: Grants;
  oauths: PlatformOAuths;
  /** Forgets the secrets of a connection. */
  wipe: (connectionId: string) => Promise<void>;
  /** Opens what the gateway hands over. */
  privateKey: GrantPrivateKey | undefined;
  logger: Logger;
  /** The wall clock: authorizations and tokens are limited by it, not by business time. */
  now: () => Date;
}>;

type Answered = Extract<Authorization, { status: 'requested' | 'prepared' | 'answered' }>;

/** Why an authorization ends without a grant; told to who asked for it. */
type Failure = Readonly<{ code: string; message: string }>;

/** 256 bits. */
const newState = (): string => randomBytes(32).toString('base64url');

const longestMessage = 500;

const failureOf = (platform: Platform, error: PlatformError): Failure => ({
  code: error.code,
  message: `${platform}: ${error.message}`.slice(0, longestMessage),
});

const notConfigured = (variables: readonly string[]): Failure => ({
  code: 'platform-not-configured',
  message: `Ad accounts cannot be connected: set ${variables.join(' and ')}`,
});

const missingScopes = ({ requiredScopes }: PlatformOAuth, { scopes }: Pick<GrantTokens, 'scopes'>): readonly string[] =>
  requiredScopes.filter((scope) => !scopes.includes(scope));

type Offer = Readonly<{ tokens: GrantTokens; accounts: readonly OfferedAccount[] }>;

/**
 * Takes authorizations from the request to the address, and from the answer to the ad accounts on offer. Notes which
 * connections a grant has, so that they can be told of its end, and forgets what was given up.
 */
export const authorizationWorker = (dependencies: AuthorizationDependencies): FeedHandler => {
  const { store, slips, grants, oauths, wipe, privateKey, logger, now } = dependencies;
  const log = authorizationLog(store, now);

  const fail = async (cause: StoredEvent, authorizationId: AuthorizationId, failure: Failure): Promise<void> => {
    logger.warn({ authorizationId, code: failure.code }, 'authorization failed');
    await slips.remove(authorizationId);
    await log.record(cause, { type: 'FailAuthorization', data: { authorizationId, ...failure } });
  };

  /** What may go wrong is either the platform's word, which ends the authorization, or ours, which is thrown. */
  const orFailure = async <Result>(platform: Platform, work: () => Promise<Result>): Promise<Result | Failure> => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof PlatformError) return failureOf(platform, error);
      throw error;
    }
  };

  const prepare = async (cause: StoredEvent, { asked }: Answered): Promise<void> => {
    const { authorizationId, platform, redirectUri, expiresAt } = asked;
    const oauth = oauths[platform];
    if (oauth === undefined) return fail(cause, authorizationId, notConfigured(clientVariables[platform]));
    if (privateKey === undefined) return fail(cause, authorizationId, notConfigured(['GRANT_PRIVATE_KEY']));
    const page = await orFailure(platform, () => oauth.consentPage({ redirectUri, state: newState() }));
    if ('code' in page) return fail(cause, authorizationId, page);
    const { url, state, verifier } = page;
    const sealedVerifier = verifier === undefined ? undefined : await sealText(verifier.reveal(), privateKey);
    await slips.put({ authorizationId, state, authorizationUrl: url, verifier: sealedVerifier, expiresAt });
    await log.record(cause, { type: 'PrepareAuthorization', data: { authorizationId } });
  };

  /** Exchanges the code, unless a worker that fell silent had done so: it works once. */
  const tokensFor = async (
    grantId: string,
    { asked }: Answered,
    oauth: PlatformOAuth,
    key: GrantPrivateKey,
  ): Promise<GrantTokens | Failure> => {
    const { authorizationId, platform, redirectUri, orgId } = asked;
    const kept = await grants.get(grantId);
    if (kept !== undefined) return { ...kept.tokens, ...(kept.endsAt === null ? {} : { refreshEndsAt: kept.endsAt }) };
    const slip = await slips.find(authorizationId);
    if (slip?.answer === undefined)
      return { code: 'no-code', message: 'The answer of the platform was not handed over' };
    const answer = consentAnswer.parse(JSON.parse(await openText(slip.answer, key)));
    if (answer.authorizationId !== authorizationId) {
      return { code: 'no-code', message: 'The answer that was handed over belongs to another authorization' };
    }
    const verifier = slip.verifier === undefined ? {} : { verifier: secretOf(await openText(slip.verifier, key)) };
    const consent = { code: secretOf(answer.code), redirectUri, ...verifier };
    const tokens = await orFailure(platform, () => oauth.exchange(consent));
    if ('code' in tokens) return tokens;
    await grants.put({ grantId, orgId, platform, tokens });
    return tokens;
  };

  const offerOf = async (oauth: PlatformOAuth, platform: Platform, tokens: GrantTokens): Promise<Offer | Failure> => {
    const missing = missingScopes(oauth, tokens);
    if (missing.length > 0) {
      return { code: 'scope-missing', message: `The person did not grant ${missing.join(', ')}, which campaigns need` };
    }
    const accounts = await orFailure(platform, () => oauth.accounts(tokens));
    if ('code' in accounts) return accounts;
    return accounts.length > 0
      ? { tokens, accounts }
      : { code: 'no-usable-account', message: 'The access opens no ad account that campaigns could run in' };
  };

  const exchange = async (cause: StoredEvent, authorization: Answered): Promise<void> => {
    const { authorizationId, platform } = authorization.asked;
    const oauth = oauths[platform];
    if (oauth === undefined) return fail(cause, authorizationId, notConfigured(clientVariables[platform]));
    if (privateKey === undefined) return fail(cause, authorizationId, notConfigured(['GRANT_PRIVATE_KEY']));
    const grantId = grantIdSchema.parse(derivedId(authorizationId, 'grant'));
    const tokens = await tokensFor(grantId, authorization, oauth, privateKey);
    const offer = 'code' in tokens ? tokens : await offerOf(oauth, platform, tokens);
    if ('code' in offer) {
      // Tokens that lead nowhere are not kept.
      await grants.remove(grantId);
      return fail(cause, authorizationId, offer);
    }
    const data = {
      ...{ authorizationId, grantId, scopes: [...offer.tokens.scopes], accounts: [...offer.accounts] },
      endsAt: endOf(offer.tokens)?.toISOString() ?? null,
    };
    await log.record(cause, { type: 'GrantAuthorization', data });
    await slips.remove(authorizationId);
  };

  const followConnection = async (event: StoredEvent): Promise<void> => {
    const { type, data } = connectionCodec.decode(event);
    if (type === 'ConnectionAuthorized') await grants.connect(data.connectionId, data.grantId);
    if (type === 'ConnectionDisconnected') await wipe(data.connectionId);
  };

  /** Heard again, or too late, an event does nothing: the stream has moved on. */
  const advance = async (event: StoredEvent): Promise<void> => {
    const authorization = await log.load(event.stream);
    if (event.type === 'AuthorizationRequested' && authorization.status === 'requested') {
      await prepare(event, authorization);
    }
    if (event.type === 'AuthorizationAnswered' && authorization.status === 'answered') {
      await exchange(event, authorization);
    }
  };

  const reactions: Readonly<Record<string, (event: StoredEvent) => Promise<void>>> = {
    AuthorizationRequested: advance,
    AuthorizationAnswered: advance,
    ConnectionAuthorized: followConnection,
    ConnectionDisconnected: followConnection,
  };

  return async (event) => {
    try {
      await reactions[event.type]?.(event);
      return { outcome: 'done' };
    } catch (error) {
      if (error instanceof ZodError) return { outcome: 'reject', reason: `not a known ${event.type}` };
      throw error;
    }
  };
};
