import type { ConnectionEvent, ConnectionId, GrantId } from '@campaigns/contracts';
import { assertNever, type Decider, RuleViolation } from '@campaigns/event-sourcing';

type EventOf<Type extends ConnectionEvent['type']> = Extract<ConnectionEvent, { type: Type }>;

// Commands

type RegisterConnection = Readonly<{ type: 'RegisterConnection'; data: EventOf<'ConnectionRegistered'>['data'] }>;
type SuspendConnection = Readonly<{
  type: 'SuspendConnection';
  /** With the grant that was refused; none is the connection's own secret. */
  data: EventOf<'ConnectionSuspended'>['data'] & Readonly<{ grantId?: GrantId }>;
}>;
/** Registers the account unless it is, and gives it the access that a person has granted. */
type AuthorizeConnection = Readonly<{
  type: 'AuthorizeConnection';
  data: Readonly<{
    account: EventOf<'ConnectionRegistered'>['data'];
    grant: Omit<EventOf<'ConnectionAuthorized'>['data'], 'connectionId' | 'scopes'>;
  }>;
}>;
type Disconnect = Readonly<{ type: 'Disconnect'; data: { connectionId: ConnectionId } }>;
type WarnOfEnd = Readonly<{
  type: 'WarnOfEnd';
  /** With the grant that ends. */
  data: EventOf<'ConnectionExpiring'>['data'] & Readonly<{ grantId: GrantId }>;
}>;
type RestoreConnection = Readonly<{ type: 'RestoreConnection'; data: { connectionId: ConnectionId } }>;

export type ConnectionCommand =
  | RegisterConnection
  | AuthorizeConnection
  | SuspendConnection
  | RestoreConnection
  | WarnOfEnd
  | Disconnect;

// State

export type Connection =
  | Readonly<{ status: 'absent' }>
  | (Readonly<{
      status: 'active' | 'suspended';
      /** What a person has granted; a connection without a grant has a secret of its own. */
      grant?: Readonly<{ grantId: GrantId; loginCustomerId: string | null }>;
      /** The end of the grant that was warned of. */
      warnedOf?: string;
      /** It has no secret any more, so only a person can make it work again. */
      isDisconnected?: boolean;
    }> &
      EventOf<'ConnectionRegistered'>['data']);

// Decide

const register = (account: RegisterConnection['data'], state: Connection): readonly ConnectionEvent[] => {
  if (state.status === 'absent') return [{ type: 'ConnectionRegistered', data: account }];
  const { orgId, platform, adAccountId } = account;
  const isSame = state.orgId === orgId && state.platform === platform && state.adAccountId === adAccountId;
  if (!isSame) throw new RuleViolation('connection-already-exists', 'The connection belongs to another ad account');
  return [];
};

const authorize = ({ data }: AuthorizeConnection, state: Connection): readonly ConnectionEvent[] => {
  const { account, grant } = data;
  const registered = register(account, state);
  if (state.status !== 'absent' && state.grant?.grantId === grant.grantId) return [];
  const { connectionId, scopes } = account;
  return [...registered, { type: 'ConnectionAuthorized', data: { connectionId, scopes, ...grant } }];
};

type Existing = Exclude<Connection, { status: 'absent' }>;

/** What is said of a grant that the connection does not work with any more says nothing about the connection. */
const suspend = ({ data }: SuspendConnection, state: Existing): readonly ConnectionEvent[] => {
  const { grantId, ...suspended } = data;
  if (state.status === 'suspended' || state.grant?.grantId !== grantId) return [];
  return [{ type: 'ConnectionSuspended', data: suspended }];
};

const warnOfEnd = ({ data }: WarnOfEnd, state: Existing): readonly ConnectionEvent[] => {
  const { grantId, ...warning } = data;
  const isKnown = state.status === 'suspended' || state.warnedOf === warning.endsAt;
  return isKnown || state.grant?.grantId !== grantId ? [] : [{ type: 'ConnectionExpiring', data: warning }];
};

const decide = (command: ConnectionCommand, state: Connection): readonly ConnectionEvent[] => {
  if (command.type === 'RegisterConnection') return register(command.data, state);
  if (command.type === 'AuthorizeConnection') return authorize(command, state);
  if (state.status === 'absent') throw new RuleViolation('connection-not-found', 'There is no such connection');
  switch (command.type) {
    case 'SuspendConnection':
      return suspend(command, state);
    case 'RestoreConnection':
      return state.status === 'active' ? [] : [{ type: 'ConnectionRestored', data: command.data }];
    case 'Disconnect':
      return state.isDisconnected === true ? [] : [{ type: 'ConnectionDisconnected', data: command.data }];
    case 'WarnOfEnd':
      return warnOfEnd(command, state);
    default:
      return assertNever(command);
  }
};

// Evolve

const evolve = (state: Connection, event: ConnectionEvent): Connection => {
  if (event.type === 'ConnectionRegistered') return { status: 'active', ...event.data };
  if (state.status === 'absent') return state;
  switch (event.type) {
    case 'ConnectionAuthorized': {
      const { grantId, loginCustomerId, scopes } = event.data;
      return { ...state, status: 'active', scopes, grant: { grantId, loginCustomerId }, isDisconnected: false };
    }
    case 'ConnectionSuspended':
      return { ...state, status: 'suspended' };
    case 'ConnectionRestored':
      return { ...state, status: 'active', isDisconnected: false };
    case 'ConnectionExpiring':
      return { ...state, warnedOf: event.data.endsAt };
    case 'ConnectionDisconnected': {
      const { grant: _wiped, ...rest } = state;
      return { ...rest, status: 'suspended', isDisconnected: true };
    }
    default:
      return assertNever(event);
  }
};

export const connectionDecider: Decider<Connection, ConnectionCommand, ConnectionEvent> = {
  initialState: { status: 'absent' },
  decide,
  evolve,
};
