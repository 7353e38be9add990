import { campaignEventsTopic, platformOperationsTopic } from '@campaigns/contracts';
import kafkajs, { type Admin, type Kafka } from 'kafkajs';

/** What the system makes of its log in Kafka. */
export const topics = [campaignEventsTopic, platformOperationsTopic] as const;

/** A client that knows nothing of the product's own, and waits longer for a broker that comes back. */
export const rawKafka = (brokers: readonly string[]): Kafka =>
  new kafkajs.Kafka({
    ...{ brokers: [...brokers], clientId: 'chaos', logLevel: kafkajs.logLevel.NOTHING },
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 20 },
  });

/** Opens what can be connected for the time of one piece of work. */
export const connected = async <
  Client extends Readonly<{ connect: () => Promise<void>; disconnect: () => Promise<void> }>,
  Result,
>(
  client: Client,
  run: (client: Client) => Promise<Result>,
): Promise<Result> => {
  await client.connect();
  try {
    return await run(client);
  } finally {
    await client.disconnect();
  }
};

export const withAdmin = <Result>(kafka: Kafka, run: (admin: Admin) => Promise<Result>): Promise<Result> =>
  connected(kafka.admin(), run);
