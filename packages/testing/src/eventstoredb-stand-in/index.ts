import type { EventStoreDbStandIn, EventStoreDbStandInOptions } from './stand-in.ts';

export type { EventStoreDbStandIn, EventStoreDbStandInOptions } from './stand-in.ts';
export type { StandInLog } from './stand-in-log.ts';

/**
 * NOT EventStoreDB: a small stand-in for it, for tests on machines that cannot have the real server. It speaks the gRPC
 * protocol by way of the client's own generated code, and does what EventStoreDB documents of reading, appending with an
 * expected revision, idempotent repeats, filtered subscriptions with checkpoints, and deleted streams. It keeps its log in
 * memory and knows no users, clusters, links, scavenging, persistent subscriptions or legacy transactions.
 */
export const startEventStoreDbStandIn = async (
  options: EventStoreDbStandInOptions = {},
): Promise<EventStoreDbStandIn> => {
  // Loaded when asked for: no other test should pay for a gRPC server.
  const { startServer } = await import('./server.ts');
  return startServer(options);
};
