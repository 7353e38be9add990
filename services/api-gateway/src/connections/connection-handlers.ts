import { type ConnectionEvent, connectionId as connectionIdSchema, restPrefix } from '@campaigns/contracts';
import type { Connection, ConnectionCommand } from '@campaigns/domain';
import { Problem } from '@campaigns/service-kit';
import type { Deciding } from '../commands/deciding.ts';
import type { ReadBack } from '../commands/read-back.ts';
import type { HandlersFor } from '../http/operation-handler.ts';
import type { ConnectionReads } from './connection-reads.ts';

type Dependencies = Readonly<{
  connections: Deciding<Connection, ConnectionCommand, ConnectionEvent>;
  reads: ConnectionReads;
  back: ReadBack;
}>;

export const connectionHandlers = ({
  connections,
  reads,
  back,
}: Dependencies): HandlersFor<'listConnections' | 'getConnection' | 'disconnect'> => ({
  listConnections: async ({ caller, query }) => {
    const { items, nextCursor } = await reads.list(caller.orgId, query);
    return { status: 200, body: { success: true, connections: [...items], next_cursor: nextCursor } };
  },
  getConnection: async ({ caller, params }) => ({
    status: 200,
    body: { success: true, connection: await reads.show(caller.orgId, params.connectionId) },
  }),
  disconnect: async ({ caller, params, query, command }) => {
    const connectionId = connectionIdSchema.parse(params.connectionId);
    const users = query.force ? [] : await reads.usedBy(caller.orgId, connectionId);
    if (users.length > 0) {
      throw new Problem('connection-in-use', `Campaigns of ${users.length} orchestrations use the connection`, {
        details: { orchestrations: users },
      });
    }
    const disconnect = (state: Connection): ConnectionCommand => {
      if (state.status === 'absent' || state.orgId !== caller.orgId) {
        throw new Problem('connection-not-found', 'There is no such connection');
      }
      return { type: 'Disconnect', data: { connectionId } };
    };
    const { position } = await connections.handle(`connection-${connectionId}`, disconnect, command.context);
    await back.untilReadable(position, `${restPrefix}/connections/${connectionId}`);
    return { status: 200, body: { success: true, connection: await reads.show(caller.orgId, connectionId) } };
  },
});
