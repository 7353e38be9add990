import kafkajs from 'kafkajs';

const { KAFKA_BROKERS = 'localhost:9092', TOPIC = 'campaign-events', GROUP = 'campaign-report' } = process.env;
const kafka = new kafkajs.Kafka({
  clientId: GROUP,
  brokers: KAFKA_BROKERS.split(','),
  logLevel: kafkajs.logLevel.WARN,
});
// This client reads only what is committed, unless `readUncommitted` is set.
const consumer = kafka.consumer({ groupId: GROUP });
// Keep the ids where your results are and in the same transaction: then a repeated event has no second effect.
const handled = new Set<string>();

process.once('SIGTERM', () => void consumer.disconnect());
await consumer.connect();
await consumer.subscribe({ topic: TOPIC, fromBeginning: true });
await consumer.run({
  eachMessage: async ({ message }) => {
    const header = (name: string): string => `${message.headers?.[name] ?? ''}`;
    const [id, type, version] = ['ce_id', 'ce_type', 'ce_schemaversion'].map(header) as [string, string, string];
    if (handled.has(id)) return;
    if (type === 'OrchestrationActivated' && version !== '1') throw new Error(`Version ${version} is not known yet`);
    if (type === 'OrchestrationActivated' && message.value !== null) {
      process.stdout.write(`${JSON.stringify({ id, type, data: JSON.parse(message.value.toString()) })}\n`);
    }
    handled.add(id);
  },
});
