import { startKafka } from '@campaigns/testing';
import type { Setting } from '../benchmark.ts';

/** What stands in the report where there is none. */
export const kafkaNeeds = 'a Kafka: java and mvn, Docker, or KAFKA_BROKERS';

/** The brokers of a real Kafka, stopped at the end unless it was there before; `undefined` where there is none. */
export const openKafka = async (track: Setting['track']): Promise<readonly string[] | undefined> => {
  const kafka = await startKafka();
  return kafka === undefined ? undefined : track('kafka', kafka, ({ stop }) => stop()).brokers;
};
