import { type DeadLetters, deadLetters, kafkaEventFeed } from '@campaigns/event-sourcing';
import { loadConfig, variables } from '@campaigns/service-kit';
import { z } from 'zod';
import { loadStandaloneConfig } from './config.ts';
import { openSystemDatabase } from './system-database.ts';

export type SystemDeadLetters = DeadLetters & Readonly<{ close: () => Promise<void> }>;

const environment = z.object({
  KAFKA_BROKERS: variables.kafkaBrokers.optional(),
  KAFKA_NAMESPACE: variables.kafkaNamespace.optional(),
});

const onKafka = (brokers: readonly string[], namespace: string | undefined): SystemDeadLetters => {
  const connection = { brokers, clientId: 'dead-letters', ...(namespace === undefined ? {} : { namespace }) };
  const { deadLetters: letters, close } = kafkaEventFeed({ connection });
  return { ...letters, close };
};

/**
 * The dead letters of the system, of every group and topic: those in Kafka where `KAFKA_BROKERS` says that it delivers the
 * log, else those in the database of `DATABASE_URL`, else in that of the system that runs on the data folder. Throws
 * `StartError`, and one error that names every wrong variable.
 */
export const openDeadLetters = async (env: NodeJS.ProcessEnv, root: string): Promise<SystemDeadLetters> => {
  const { KAFKA_BROKERS: brokers, KAFKA_NAMESPACE: namespace } = loadConfig(environment, env);
  if (brokers !== undefined) return onKafka(brokers, namespace);
  const database = await openSystemDatabase(loadStandaloneConfig(env, root), {
    ...{ applicationName: 'campaigns-dead-letters', table: 'log.dead_letters', mayStart: false },
  });
  return { ...deadLetters(database.pool), close: database.close };
};
