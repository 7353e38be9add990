import { readTopics } from '@campaigns/event-sourcing';
import { type Message, Partitioners } from 'kafkajs';
import type { Blow } from '../battlefield.ts';
import { connected, topics, withAdmin } from '../cluster.ts';

/** The last records of both topics once more, as they are and in their order: what a consumer gets that is set back. */
export const deliverAgain: Blow = {
  name: 'delivered again',
  strike: async ({ kafka, system, replays, dice }) => {
    const namespace = system.env['KAFKA_NAMESPACE'] ?? '';
    const names = topics.map(({ name }) => `${namespace}${name}`);
    const last = BigInt(dice.between(20, 80));
    const records = await withAdmin(kafka, (admin) =>
      readTopics({ kafka, admin, topics: names, reader: `${namespace}chaos`, last }),
    );
    const topicMessages = [...Map.groupBy(records, ({ topic }) => topic)].map(([topic, of]) => ({
      topic,
      messages: of.map(
        ({ partition, record: { key, value, headers } }): Message => ({
          ...{ partition, key, value },
          headers: { ...headers },
        }),
      ),
    }));
    const written = await connected(
      kafka.producer({ idempotent: true, createPartitioner: Partitioners.DefaultPartitioner }),
      (producer) => producer.sendBatch({ acks: -1, topicMessages }),
    );
    const counts = Map.groupBy(records, ({ topic, partition }) => `${topic}/${partition}`);
    for (const { topicName: topic, partition, baseOffset } of written) {
      const { length = 0 } = counts.get(`${topic}/${partition}`) ?? {};
      for (let index = 0; index < length; index += 1) {
        replays.add({ topic, partition, offset: BigInt(baseOffset ?? 0) + BigInt(index) });
      }
    }
    return `${records.length} records`;
  },
};
