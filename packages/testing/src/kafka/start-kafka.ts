import { requestedBrokers } from './environment.ts';
import { startKafkaBroker } from './kafka-broker.ts';
import { startKafkaContainer } from './kafka-container.ts';
import { kafkaClasspath } from './kafka-jars.ts';

export type StartedKafka = Readonly<{
  /** `host:port` of each broker. */
  brokers: readonly string[];
  /** Set when the broker runs from jars: then a test may start another. */
  classpath?: string;
  stop: () => Promise<void>;
}>;

/**
 * A real Kafka: the one that `KAFKA_BROKERS` names (then `stop` leaves it alone), else an own one from the jars of Maven
 * Central where `java` and `mvn` are there, else one in a container where Docker answers, else `undefined`.
 */
export const startKafka = async (): Promise<StartedKafka | undefined> => {
  const brokers = requestedBrokers();
  if (brokers !== undefined) return { brokers, stop: async () => {} };
  const classpath = await kafkaClasspath();
  return classpath === undefined ? startKafkaContainer() : { ...(await startKafkaBroker(classpath)), classpath };
};
