import { randomUUID } from 'node:crypto';
import { campaignEventsTopic, type StoredEvent } from '@campaigns/contracts';
import { expect } from '@jest/globals';
import { Partitioners } from 'kafkajs';
import { toMessage } from '../cloud-event.ts';
import { type KafkaConnection, kafkaClient } from '../connection.ts';
import { kafkaNames } from '../names.ts';
import { kafkaPublisher } from '../publisher.ts';
import { partitions } from './kafka-world.ts';

/** Where the events of campaigns are in the cluster. */
export const campaignEventsIn = ({ namespace }: KafkaConnection): string =>
  kafkaNames(namespace).topic(campaignEventsTopic.name);

/** Publishes to the topic of campaigns, each event in a transaction of its own. */
export const publish = async (connection: KafkaConnection, events: readonly StoredEvent[]): Promise<void> => {
  const publisher = kafkaPublisher({ connection, name: 'writer', topics: [campaignEventsTopic], partitions });
  await publisher.claim();
  for (const event of events) expect(await publisher.publish([event])).toEqual({ outcome: 'published' });
  await publisher.close();
};

/** Written and then taken back: what a reader of committed messages never sees. */
export const giveUp = async (connection: KafkaConnection, event: StoredEvent): Promise<void> => {
  const producer = kafkaClient(connection).producer({
    ...{ transactionalId: `given-up-${randomUUID()}`, idempotent: true, maxInFlightRequests: 1 },
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  const transaction = await producer.transaction();
  const { key, value, headers } = toMessage(event, campaignEventsTopic.keyOf(event) ?? '');
  await transaction.send({
    topic: campaignEventsIn(connection),
    messages: [{ key, value, headers: { ...headers } }],
  });
  await transaction.abort();
  await producer.disconnect();
};
