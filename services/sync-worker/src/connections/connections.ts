import { type ConnectionId, connectionCodec, type GrantId, type StreamName } from '@campaigns/contracts';
import { type Connection, connectionDecider } from '@campaigns/domain';
import { type CommandContext, commandHandler, type EventStore, fold } from '@campaigns/event-sourcing';
import type { SuspensionReason } from '../operations/error-policy.ts';

export const connectionStream = (connectionId: string): StreamName => `connection-${connectionId}`;

export type Connections = Readonly<{
  load: (connectionId: string) => Promise<Connection>;
  /** Nothing happens when it is suspended already, or works with another grant than the one that was refused. */
  suspend: (
    connection: Readonly<{
      connectionId: ConnectionId;
      reason: SuspensionReason;
      message: string;
      /** Missing when the connection's own secret was refused. */
      grantId?: GrantId;
    }>,
    context: CommandContext,
  ) => Promise<void>;
  /** Nothing happens when it was warned of that end before. */
  warnOfEnd: (
    connection: Readonly<{ connectionId: ConnectionId; endsAt: string }>,
    context: CommandContext,
  ) => Promise<void>;
}>;

export const connectionsIn = (store: EventStore): Connections => {
  const handle = commandHandler(store, connectionDecider, connectionCodec);
  return {
    load: async (connectionId) => {
      const { events } = await store.load(connectionStream(connectionId));
      return fold(connectionDecider, events.map(connectionCodec.decode));
    },
    suspend: async (data, context) => {
      await handle(connectionStream(data.connectionId), { type: 'SuspendConnection', data }, context);
    },
    warnOfEnd: async (data, context) => {
      await handle(connectionStream(data.connectionId), { type: 'WarnOfEnd', data }, context);
    },
  };
};
