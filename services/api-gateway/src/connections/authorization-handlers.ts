import { randomUUID } from 'node:crypto';
import {
  type AuthorizationEvent,
  authorizationId as authorizationIdSchema,
  type ConnectionEvent,
  connectionId as connectionIdSchema,
  type OrgId,
  type Platform,
  restPrefix,
} from '@campaigns/contracts';
import {
  type Authorization,
  type AuthorizationCommand,
  type Connection,
  type ConnectionCommand,
  chosenConnections,
  type ExistingAuthorization,
} from '@campaigns/domain';
import { derivedId, type EventStore } from '@campaigns/event-sourcing';
import type { AuthorizationSlips, GrantPublicKey } from '@campaigns/grant-handover';
import { Problem } from '@campaigns/service-kit';
import type { Caller } from '../auth/authenticate.ts';
import type { Deciding } from '../commands/deciding.ts';
import type { ReadBack } from '../commands/read-back.ts';
import type { CommandSeed, HandlersFor } from '../http/operation-handler.ts';
import { authorizationViewOf, isTooLateToChoose } from './authorization-view.ts';
import type { ConnectionReads } from './connection-reads.ts';
import { untilAppended } from './until-appended.ts';

/** What connecting ad accounts needs of the configuration. */
export type Connecting = Readonly<{ publicUrl?: string; grantPublicKey?: GrantPublicKey }>;

type Dependencies = Readonly<{
  store: EventStore;
  authorizations: Deciding<Authorization, AuthorizationCommand, AuthorizationEvent>;
  connections: Deciding<Connection, ConnectionCommand, ConnectionEvent>;
  reads: ConnectionReads;
  slips: AuthorizationSlips;
  back: ReadBack;
  connecting: Connecting;
}>;

/** So long a person may take on the consent page. By the wall clock, whatever business time does. */
const answerWithinMs = 600_000;
/** The sync-worker makes the address; for X it asks X for it. */
const preparedWithinMs = 10_000;

const addressOf = (authorizationId: string): string => `${restPrefix}/connections/authorizations/${authorizationId}`;

/** Where the platform sends people back to; registered there to the letter. */
const redirectUriOf = ({ publicUrl, grantPublicKey }: Connecting, platform: Platform): string => {
  const missing = [
    ...(publicUrl === undefined ? ['PUBLIC_URL'] : []),
    ...(grantPublicKey === undefined ? ['GRANT_PUBLIC_KEY'] : []),
  ];
  if (missing.length === 0) return `${publicUrl}${restPrefix}/connections/callback/${platform}`;
  throw new Problem('platform-not-configured', `Ad accounts cannot be connected: set ${missing.join(' and ')}`, {
    details: { variables: missing },
  });
};

/** The authorization, if the caller has asked for it himself; else 404, as if there were none. */
const ownAuthorization = (caller: Caller, state: Authorization): ExistingAuthorization => {
  if (state.status !== 'absent' && state.asked.orgId === caller.orgId && state.asked.userId === caller.subject) {
    return state;
  }
  throw new Problem('authorization-not-found', 'There is no such authorization');
};

/** The same ad account of the same organisation is the same connection, however often it is connected. */
const connectionIdOf = (orgId: OrgId, platform: Platform, adAccountId: string) =>
  connectionIdSchema.parse(derivedId('ad-account-connection', orgId, platform, adAccountId));

export const authorizationHandlers = (
  dependencies: Dependencies,
): HandlersFor<'requestAuthorization' | 'getAuthorization' | 'chooseAccounts'> => {
  const { store, authorizations, connections, reads, slips, back, connecting } = dependencies;

  const own = async (caller: Caller, authorizationId: string): Promise<ExistingAuthorization> =>
    ownAuthorization(caller, await authorizations.stateOf(`authorization-${authorizationId}`));

  /**
   * Connects what was chosen, each in a stream of its own. The sync-worker does the same when it hears of the choice, in case
   * nobody comes back. Returns the position of the last append.
   */
  const connect = async (
    authorization: Extract<Authorization, { status: 'done' }>,
    { context }: CommandSeed,
  ): Promise<bigint | undefined> => {
    let last: bigint | undefined;
    for (const { commandId, command } of chosenConnections(authorization)) {
      const stream = `connection-${command.data.account.connectionId}` as const;
      const { position } = await connections.handle(stream, () => command, { ...context, commandId });
      if (position !== undefined && (last === undefined || position > last)) last = position;
    }
    return last;
  };

  return {
    requestAuthorization: async ({ caller, body: { platform }, command }) => {
      const redirectUri = redirectUriOf(connecting, platform);
      const authorizationId = authorizationIdSchema.parse(randomUUID());
      const stream = `authorization-${authorizationId}` as const;
      const expiresAt = new Date(Date.now() + answerWithinMs).toISOString();
      const data = {
        ...{ authorizationId, orgId: caller.orgId, userId: caller.subject, platform, redirectUri, expiresAt },
      };
      const { position } = await authorizations.handle(
        stream,
        () => ({ type: 'RequestAuthorization', data }),
        command.context,
      );
      const after = position as bigint;
      await untilAppended(store, { stream, after, timeoutMs: preparedWithinMs });
      const state = await own(caller, authorizationId);
      if (state.status === 'failed') {
        const { code, message } = state.failure;
        throw new Problem(code === 'platform-not-configured' ? code : 'authorization-failed', message);
      }
      const url = await slips.takeUrl(authorizationId);
      if (url === undefined) {
        throw new Problem('unavailable', 'The address of the consent page is not there yet', {
          headers: { 'Retry-After': '5' },
        });
      }
      return {
        status: 201,
        headers: { Location: addressOf(authorizationId), 'Cache-Control': 'no-store' },
        body: { success: true, authorization: authorizationViewOf(state, new Date()), authorization_url: url },
      };
    },

    getAuthorization: async ({ caller, params }) => {
      const state = await own(caller, params.authorizationId);
      return { status: 200, body: { success: true, authorization: authorizationViewOf(state, new Date()) } };
    },

    chooseAccounts: async ({ caller, params, body, command }) => {
      const authorizationId = authorizationIdSchema.parse(params.authorizationId);
      const choose = (before: Authorization): AuthorizationCommand => {
        const existing = ownAuthorization(caller, before);
        if (existing.status === 'granted' && isTooLateToChoose(existing, new Date())) {
          throw new Problem('authorization-not-granted', 'No ad account was chosen within a day');
        }
        const { asked } = existing;
        const accounts = body.ad_account_ids.map((adAccountId) => ({
          connectionId: connectionIdOf(asked.orgId, asked.platform, adAccountId),
          adAccountId,
          name: body.names[adAccountId],
        }));
        return { type: 'ChooseAccounts', data: { authorizationId, accounts } };
      };
      const { state } = await authorizations.handle(`authorization-${authorizationId}`, choose, command.context);
      if (state.status !== 'done') throw new TypeError('Accounts were chosen, and the authorization is not done');
      const position = await connect(state, command);
      await back.untilReadable(position, addressOf(authorizationId));
      const shown = state.chosen.map(({ connectionId }) => reads.show(caller.orgId, connectionId));
      return { status: 201, body: { success: true, connections: await Promise.all(shown) } };
    },
  };
};
