import { createRelay, relayedTopics, relayName } from '@campaigns/event-relay';
import { type EventStore, type KafkaConnection, kafkaLeadership, kafkaPublisher } from '@campaigns/event-sourcing';
import { createLogger } from '@campaigns/service-kit';

/**
 * Starts a relay as its service does, and stops it when the log is published to its end; resolves to the milliseconds from
 * its claim to the last commit.
 */
export const relayToEnd = async (store: EventStore, connection: KafkaConnection): Promise<number> => {
  const logger = createLogger('bench', 'error');
  const shared = { connection: { ...connection, logger }, name: relayName };
  const publisher = kafkaPublisher({ ...shared, topics: relayedTopics });
  const end = await store.head();
  const done = Promise.withResolvers<number>();
  let claimedAt = 0;
  const relay = createRelay({
    ...{ store, leadership: kafkaLeadership(shared), logger },
    publisher: {
      claim: async (signal) => {
        const position = await publisher.claim(signal);
        claimedAt = performance.now();
        return position;
      },
      publish: async (events) => {
        const published = await publisher.publish(events);
        if (events.at(-1)?.position === end) done.resolve(performance.now() - claimedAt);
        return published;
      },
    },
  });
  const ms = await done.promise;
  await relay.stop();
  await publisher.close();
  return ms;
};
