import type { HandlersFor } from '../http/operation-handler.ts';
import type { ConnectionReads } from './connection-reads.ts';

export const connectionHandlers = (reads: ConnectionReads): HandlersFor<'listConnections' | 'getConnection'> => ({
  listConnections: async ({ caller, query }) => {
    const { items, nextCursor } = await reads.list(caller.orgId, query);
    return { status: 200, body: { success: true, connections: [...items], next_cursor: nextCursor } };
  },
  getConnection: async ({ caller, params }) => ({
    status: 200,
    body: { success: true, connection: await reads.show(caller.orgId, params.connectionId) },
  }),
});
