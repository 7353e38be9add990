import { connectionCodec, type StreamName } from '@campaigns/contracts';
import { type Connection, type ConnectionCommand, connectionDecider } from '@campaigns/domain';
import { type CommandContext, commandHandler, type EventStore, fold } from '@campaigns/event-sourcing';

export const connectionStream = (connectionId: string): StreamName => `connection-${connectionId}`;

type DataOf<Type extends ConnectionCommand['type']> = Extract<ConnectionCommand, { type: Type }>['data'];

export type Connections = Readonly<{
  load: (connectionId: string) => Promise<Connection>;
  /** Registers the account unless it is, and gives it the access that a person has granted. */
  authorize: (connection: DataOf<'AuthorizeConnection'>, context: CommandContext) => Promise<void>;
  /** Nothing happens when it is suspended already, or works with another grant than the one that was refused. */
  suspend: (connection: DataOf<'SuspendConnection'>, context: CommandContext) => Promise<void>;
  /** Nothing happens when it was warned of that end before, or works with another grant than the one that ends. */
  warnOfEnd: (connection: DataOf<'WarnOfEnd'>, context: CommandContext) => Promise<void>;
}>;

export const connectionsIn = (store: EventStore): Connections => {
  const handle = commandHandler(store, connectionDecider, connectionCodec);
  return {
    load: async (connectionId) => {
      const { events } = await store.load(connectionStream(connectionId));
      return fold(connectionDecider, events.map(connectionCodec.decode));
    },
    authorize: async (data, context) => {
      await handle(connectionStream(data.account.connectionId), { type: 'AuthorizeConnection', data }, context);
    },
    suspend: async (data, context) => {
      await handle(connectionStream(data.connectionId), { type: 'SuspendConnection', data }, context);
    },
    warnOfEnd: async (data, context) => {
      await handle(connectionStream(data.connectionId), { type: 'WarnOfEnd', data }, context);
    },
  };
};
