import { Partitioners } from 'kafkajs';
import type { Blow } from '../battlefield.ts';
import { connected, topics, withAdmin } from '../cluster.ts';

/**
 * One topic comes late and the other in time: behind an open transaction nobody is given what is committed. What the
 * transaction holds is given up and never seen.
 */
export const holdTopic: Blow = {
  name: 'held a topic back',
  strike: async ({ kafka, system, dice }) => {
    const { name } = dice.pick(topics);
    const topic = `${system.env['KAFKA_NAMESPACE']}${name}`;
    const partitions = await withAdmin(kafka, (admin) => admin.fetchTopicOffsets(topic));
    const heldMs = dice.between(2_000, 5_000);
    const producer = kafka.producer({
      ...{ transactionalId: `${system.env['KAFKA_NAMESPACE']}chaos`, idempotent: true, maxInFlightRequests: 1 },
      createPartitioner: Partitioners.DefaultPartitioner,
    });
    await connected(producer, async () => {
      const transaction = await producer.transaction();
      const messages = partitions.map(({ partition }) => ({ partition, key: 'nobody', value: 'never committed' }));
      await transaction.send({ topic, acks: -1, messages });
      await dice.pause(heldMs, heldMs);
      await transaction.abort();
    });
    return `${name} for ${heldMs} ms`;
  },
};
