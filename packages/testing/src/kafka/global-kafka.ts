import { isKafkaRequired, provideKafka } from './environment.ts';
import { keepForTeardown } from './global-kafka-handle.ts';
import { startKafka } from './start-kafka.ts';

/** Jest global setup: one Kafka for the whole run. Without one its suites are skipped by name, unless it is required. */
const setUp = async (): Promise<void> => {
  const kafka = await startKafka();
  if (kafka === undefined) {
    if (isKafkaRequired()) throw new Error('REQUIRE_KAFKA=true: KAFKA_BROKERS, java and mvn, or Docker is needed');
    return;
  }
  keepForTeardown(kafka);
  provideKafka(kafka.brokers, kafka.classpath);
};

// biome-ignore lint/style/noDefaultExport: jest asks for it
export default setUp;
