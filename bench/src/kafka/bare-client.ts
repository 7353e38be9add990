import kafkajs, { type Kafka } from 'kafkajs';

const partitions = 12;

/** The client as it comes, with nothing of ours around it. */
export const bareKafka = (brokers: readonly string[]): Kafka =>
  new kafkajs.Kafka({ brokers: [...brokers], clientId: 'bare', logLevel: kafkajs.logLevel.NOTHING });

/** Topics with as many partitions as the product makes. */
export const createBareTopics = async (kafka: Kafka, topics: readonly string[]): Promise<void> => {
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({
    topics: topics.map((topic) => ({ topic, numPartitions: partitions })),
    waitForLeaders: true,
  });
  await admin.disconnect();
};
