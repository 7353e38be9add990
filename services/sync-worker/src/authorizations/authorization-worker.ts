import { randomBytes } from 'node:crypto';
import {
  connectionCodec,
  grantId as grantIdSchema,
  type OfferedAccount,
  type Platform,
  type StoredEvent,
} from '@campaigns/contracts';
import { type Authorization, chosenConnections } from '@campaigns/domain';
import {
  derivedId,
  type EventStore,
  type FeedHandler,
  isPostgresAway,
  LogUnavailable,
} from '@campaigns/event-sourcing';
import {
  type AuthorizationSlips,
  type ConsentAnswer,
  consentAnswer,
  type GrantPrivateKey,
  openText,
  sealText,
} from '@campaigns/grant-handover';
import type { Logger } from 'pino';
import { ZodError } from 'zod';
import { connectionsIn } from '../connections/connections.ts';
import type { Consent, PlatformOAuth } from '../platforms/oauth-port.ts';
import type { PlatformOAuths } from '../platforms/oauths.ts';
import { PlatformError } from '../platforms/platform-error.ts';
import { VaultError } from '../vault/cipher.ts';
import { type GrantTokens, type Secret, secretOf, withoutSecrets } from '../vault/credentials.ts';
import { endOf, type Grants } from '../vault/grants.ts';
import { authorizationLog, contextAfter } from './authorization-log.ts';
import { clientVariables } from './client-variables.ts';
import { patiently } from './patiently.ts';

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
  /** Waits so many milliseconds for a platform; throws when the worker stops meanwhile. */
  hold: (ms: number) => Promise<unknown>;
}>;

type Open = Extract<Authorization, { status: 'requested' | 'prepared' | 'answered' }>;

type OurOAuth = Readonly<{ oauth: PlatformOAuth; key: GrantPrivateKey }>;

/** Why an authorization ends without a grant; told to who asked for it. */
type Failure = Readonly<{ code: string; message: string }>;

/** 256 bits. */
const newState = (): string => randomBytes(32).toString('base64url');

const longestMessage = 500;

/** As it may be stored and shown: platforms quote what they were sent. */
const failureOf = (
  platform: Platform,
  { code, message }: PlatformError,
  secrets: readonly (Secret | undefined)[],
): Failure => ({
  code: withoutSecrets(code, secrets),
  message: `${platform}: ${withoutSecrets(message, secrets)}`.slice(0, longestMessage),
});

const notConfigured = (variables: readonly string[]): Failure => ({
  code: 'platform-not-configured',
  message: `Ad accounts cannot be connected: set ${variables.join(' and ')}`,
});

const missingScopes = ({ requiredScopes }: PlatformOAuth, { scopes }: Pick<GrantTokens, 'scopes'>): readonly string[] =>
  requiredScopes.filter((scope) => !scopes.includes(scope));

/** What was granted, and until when; `null` for as long as nobody takes it away. */
type Granted = Readonly<{
  tokens: Pick<GrantTokens, 'accessToken' | 'tokenSecret' | 'refreshToken' | 'scopes'>;
  endsAt: Date | null;
}>;
type Offer = Granted & Readonly<{ accounts: readonly OfferedAccount[] }>;

const unreadable: Failure = {
  code: 'answer-unreadable',
  message:
    'What was handed over for the exchange cannot be opened: see that GRANT_PUBLIC_KEY and GRANT_PRIVATE_KEY match, then ask for access again',
};

const unopenable: Failure = {
  code: 'tokens-unreadable',
  message:
    'The tokens that were granted cannot be opened: see that VAULT_KEYS has every key, then ask for access again',
};

/** `undefined` for what was sealed to another key, was changed, or is not what the gateway hands over. */
const openAnswer = async (sealed: string, key: GrantPrivateKey): Promise<ConsentAnswer | undefined> => {
  try {
    return consentAnswer.parse(JSON.parse(await openText(sealed, key)));
  } catch {
    return undefined;
  }
};

/**
 * Takes authorizations from the request to the address, and from the answer to the ad accounts on offer. Notes which
 * connections a grant has, so that they can be told of its end, and forgets what was given up. Connects what was chosen, in
 * case the gateway died over it.
 */
export const authorizationWorker = (dependencies: AuthorizationDependencies): FeedHandler => {
  const { store, slips, grants, oauths, wipe, privateKey, logger, now, hold } = dependencies;
  const log = authorizationLog(store, now);
  const connections = connectionsIn(store);

  /** Whether it has failed: another worker may have come further meanwhile, and its slip is in use then. */
  const fail = async (cause: StoredEvent, { asked, status }: Open, failure: Failure): Promise<boolean> => {
    const { authorizationId } = asked;
    const data = { authorizationId, ...failure, during: status };
    const after = await log.record(cause, { type: 'FailAuthorization', data });
    if (after.status !== 'failed') return false;
    logger.warn({ authorizationId, code: failure.code }, 'authorization failed');
    await slips.remove(authorizationId);
    return true;
  };

  /** The platform's word ends the authorization, and so do tokens that are lost; other mishaps of ours are thrown. */
  const orFailure = async <Result>(
    platform: Platform,
    sent: readonly (Secret | undefined)[],
    work: () => Promise<Result>,
  ): Promise<Result | Failure> => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof PlatformError) return failureOf(platform, error, sent);
      if (error instanceof VaultError) return unopenable;
      throw error;
    }
  };

  const oauthOf = (platform: Platform): OurOAuth | Failure => {
    const oauth = oauths[platform];
    if (oauth === undefined) return notConfigured(clientVariables[platform]);
    return privateKey === undefined ? notConfigured(['GRANT_PRIVATE_KEY']) : { oauth, key: privateKey };
  };

  /** Makes the consent page's address, and lays it where the gateway finds it. */
  const handOver = async ({ asked }: Open): Promise<Failure | undefined> => {
    const { authorizationId, platform, redirectUri, expiresAt } = asked;
    const ours = oauthOf(platform);
    if ('code' in ours) return ours;
    const page = await orFailure(platform, [], () => ours.oauth.consentPage({ redirectUri, state: newState() }));
    if ('code' in page) return page;
    const { url, state, verifier } = page;
    const sealedVerifier = verifier === undefined ? undefined : await sealText(verifier.reveal(), ours.key);
    await slips.put({ authorizationId, state, authorizationUrl: url, verifier: sealedVerifier, expiresAt });
    return undefined;
  };

  const prepare = async (cause: StoredEvent, authorization: Open): Promise<void> => {
    const { authorizationId } = authorization.asked;
    const failure = await handOver(authorization);
    if (failure !== undefined) await fail(cause, authorization, failure);
    else await log.record(cause, { type: 'PrepareAuthorization', data: { authorizationId } });
  };

  /** What the gateway has handed over. */
  const consentOf = async (
    { authorizationId, redirectUri }: Open['asked'],
    key: GrantPrivateKey,
  ): Promise<Consent | Failure> => {
    const slip = await slips.find(authorizationId);
    if (slip?.answer === undefined) {
      return { code: 'no-answer', message: 'The answer of the platform is not there any more: ask for access again' };
    }
    const answer = await openAnswer(slip.answer, key);
    if (answer === undefined) return unreadable;
    if (answer.authorizationId !== authorizationId) {
      return { code: 'no-answer', message: 'The answer that was handed over belongs to another authorization' };
    }
    const consent = { consentCode: secretOf(answer.code), redirectUri };
    if (slip.verifier === undefined) return consent;
    const verifier = await openText(slip.verifier, key).catch(() => undefined);
    return verifier === undefined ? unreadable : { ...consent, verifier: secretOf(verifier) };
  };

  /** Exchanges the code, unless a worker that fell silent had done so: it works once. */
  const grantedFor = async (grantId: string, { asked }: Open, { oauth, key }: OurOAuth): Promise<Granted | Failure> => {
    const { platform, orgId } = asked;
    const kept = await orFailure(platform, [], () => grants.get(grantId));
    if (kept !== undefined) return kept;
    const consent = await consentOf(asked, key);
    if ('code' in consent) return consent;
    const sent = [consent.consentCode, consent.verifier];
    const tokens = await orFailure(platform, sent, () => oauth.exchange(consent));
    if ('code' in tokens) return tokens;
    await grants.put({ grantId, orgId, platform, tokens });
    return { tokens, endsAt: endOf(tokens) };
  };

  const offerOf = async (oauth: PlatformOAuth, platform: Platform, granted: Granted): Promise<Offer | Failure> => {
    const missing = missingScopes(oauth, granted.tokens);
    if (missing.length > 0) {
      return { code: 'scope-missing', message: `The person did not grant ${missing.join(', ')}, which campaigns need` };
    }
    const { accessToken, tokenSecret, refreshToken } = granted.tokens;
    const accounts = await orFailure(platform, [accessToken, tokenSecret, refreshToken], () =>
      patiently(() => oauth.accounts(granted.tokens), { now, hold }),
    );
    if ('code' in accounts) return accounts;
    return accounts.length > 0
      ? { ...granted, accounts }
      : { code: 'no-usable-account', message: 'The access opens no ad account that campaigns could run in' };
  };

  const offerFor = async (grantId: string, authorization: Open): Promise<Offer | Failure> => {
    const { platform } = authorization.asked;
    const ours = oauthOf(platform);
    if ('code' in ours) return ours;
    const granted = await grantedFor(grantId, authorization, ours);
    return 'code' in granted ? granted : offerOf(ours.oauth, platform, granted);
  };

  const exchange = async (cause: StoredEvent, authorization: Open): Promise<void> => {
    const { authorizationId } = authorization.asked;
    const grantId = grantIdSchema.parse(derivedId(authorizationId, 'grant'));
    const offer = await offerFor(grantId, authorization);
    if ('code' in offer) {
      // Tokens that lead nowhere are not kept.
      if (await fail(cause, authorization, offer)) await grants.remove(grantId);
      return;
    }
    const data = {
      ...{ authorizationId, grantId, scopes: [...offer.tokens.scopes], accounts: [...offer.accounts] },
      endsAt: offer.endsAt?.toISOString() ?? null,
    };
    await log.record(cause, { type: 'GrantAuthorization', data });
    await slips.remove(authorizationId);
  };

  const connect = async (
    cause: StoredEvent,
    authorization: Extract<Authorization, { status: 'done' }>,
  ): Promise<void> => {
    for (const { commandId, command } of chosenConnections(authorization)) {
      await connections.authorize(command.data, contextAfter(cause.metadata, { commandId, now: now() }));
    }
  };

  const followConnection = async (event: StoredEvent): Promise<void> => {
    const { type, data } = connectionCodec.decode(event);
    if (type === 'ConnectionAuthorized') {
      // Heard late or again, it must not bring back a grant that another has taken the place of.
      const connection = await connections.load(data.connectionId);
      const isCurrent = connection.status !== 'absent' && connection.grant?.grantId === data.grantId;
      if (isCurrent) await grants.connect(data.connectionId, data.grantId);
    }
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
    if (event.type === 'AccountsChosen' && authorization.status === 'done') await connect(event, authorization);
  };

  const reactions: Readonly<Record<string, (event: StoredEvent) => Promise<void>>> = {
    AuthorizationRequested: advance,
    AuthorizationAnswered: advance,
    AccountsChosen: advance,
    ConnectionAuthorized: followConnection,
    ConnectionDisconnected: followConnection,
  };

  return async (event) => {
    try {
      await reactions[event.type]?.(event);
      return { outcome: 'done' };
    } catch (error) {
      if (error instanceof ZodError) return { outcome: 'reject', reason: `not a known ${event.type}` };
      if (isPostgresAway(error)) throw new LogUnavailable('The slips cannot be reached', { cause: error });
      throw error;
    }
  };
};
