import { toMessage } from '@campaigns/event-sourcing';
import kafkajs from 'kafkajs';
import type { Setting } from '../benchmark.ts';
import { arrivals } from '../delivery/arrivals.ts';
import { draftedCampaign } from '../delivery/drafts.ts';
import { bareKafka, createBareTopics } from '../kafka/bare-client.ts';
import { type OpenLoad, openLoop } from '../measure/open-loop.ts';

const topic = 'bare-delivery';

/** The same message without log and relay: from a bare producer to a bare consumer of Kafka. */
export const bareSide = async (
  brokers: readonly string[],
  load: OpenLoad,
  track: Setting['track'],
): Promise<() => Promise<readonly number[]>> => {
  const kafka = bareKafka(brokers);
  await createBareTopics(kafka, [topic]);
  const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
  await producer.connect();
  track('bare producer', producer, (each) => each.disconnect());
  const consumer = track('bare consumer', kafka.consumer({ groupId: 'bare-delivery' }), (each) => each.disconnect());
  const heard = arrivals();
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message }) => heard.arrived(String(message.headers?.['ce_id'])),
  });
  return async () => {
    const latencies: number[] = [];
    await openLoop(load, async (dueAt) => {
      const { id, event } = draftedCampaign();
      const at = heard.expect(event.metadata.eventId);
      const stored = {
        ...event,
        stream: `orchestration-${id}`,
        revision: 0n,
        position: 1n,
        recordedAt: new Date(),
      } as const;
      const { headers, ...message } = toMessage(stored, id);
      await producer.send({ topic, messages: [{ ...message, headers: { ...headers } }] });
      latencies.push((await at) - dueAt);
    });
    return latencies;
  };
};
