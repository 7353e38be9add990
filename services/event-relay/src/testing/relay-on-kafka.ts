import { type KafkaConnection, kafkaLeadership, kafkaPublisher } from '@campaigns/event-sourcing';
import { relayedTopics, relayName } from '../relayed-topics.ts';

/** Of the topics that a test makes. */
export const partitions = 4;

/** What a relay needs of Kafka; the same in a process of its own. */
export const relayOn = (connection: KafkaConnection) => ({
  publisher: kafkaPublisher({ connection, name: relayName, topics: relayedTopics, partitions }),
  leadership: kafkaLeadership({ connection, name: relayName }),
});
