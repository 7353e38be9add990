import { type KafkaConnection, kafkaClient } from './connection.ts';

/** Whether a broker answers now. Asks once and rejects with what the client says when none does. */
export const kafkaAnswers = async (connection: KafkaConnection): Promise<boolean> => {
  const admin = kafkaClient(connection, { retries: 0 }).admin();
  try {
    await admin.connect();
    const { brokers } = await admin.describeCluster();
    return brokers.length > 0;
  } finally {
    await admin.disconnect();
  }
};
