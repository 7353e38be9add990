import type { ConnectionEvent, ConnectionId } from '@campaigns/contracts';
import { assertNever, type Decider, RuleViolation } from '@campaigns/event-sourcing';

type EventOf<Type extends ConnectionEvent['type']> = Extract<ConnectionEvent, { type: Type }>;

// Commands

type RegisterConnection = Readonly<{ type: 'RegisterConnection'; data: EventOf<'ConnectionRegistered'>['data'] }>;
type SuspendConnection = Readonly<{ type: 'SuspendConnection'; data: EventOf<'ConnectionSuspended'>['data'] }>;
type RestoreConnection = Readonly<{ type: 'RestoreConnection'; data: { connectionId: ConnectionId } }>;

export type ConnectionCommand = RegisterConnection | SuspendConnection | RestoreConnection;

// State

export type Connection =
  | Readonly<{ status: 'absent' }>
  | (Readonly<{ status: 'active' | 'suspended' }> & EventOf<'ConnectionRegistered'>['data']);

// Decide

const decide = (command: ConnectionCommand, state: Connection): readonly ConnectionEvent[] => {
  if (command.type === 'RegisterConnection') {
    if (state.status === 'absent') return [{ type: 'ConnectionRegistered', data: command.data }];
    const { orgId, platform, adAccountId } = command.data;
    const isSame = state.orgId === orgId && state.platform === platform && state.adAccountId === adAccountId;
    if (!isSame) throw new RuleViolation('connection-already-exists', 'The connection belongs to another ad account');
    return [];
  }
  if (state.status === 'absent') throw new RuleViolation('connection-not-found', 'There is no such connection');
  switch (command.type) {
    case 'SuspendConnection':
      return state.status === 'suspended' ? [] : [{ type: 'ConnectionSuspended', data: command.data }];
    case 'RestoreConnection':
      return state.status === 'active' ? [] : [{ type: 'ConnectionRestored', data: command.data }];
    default:
      return assertNever(command);
  }
};

// Evolve

const evolve = (state: Connection, event: ConnectionEvent): Connection => {
  if (event.type === 'ConnectionRegistered') return { status: 'active', ...event.data };
  if (state.status === 'absent') return state;
  return { ...state, status: event.type === 'ConnectionSuspended' ? 'suspended' : 'active' };
};

export const connectionDecider: Decider<Connection, ConnectionCommand, ConnectionEvent> = {
  initialState: { status: 'absent' },
  decide,
  evolve,
};
