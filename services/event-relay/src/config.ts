import type { KafkaConnection } from '@campaigns/event-sourcing';
import { loadConfig, variables } from '@campaigns/service-kit';
import { z } from 'zod';

export type RelayConfig = Readonly<{
  kafka: Pick<KafkaConnection, 'brokers' | 'namespace'>;
  logLevel: z.infer<typeof variables.logLevel>;
}>;

const environment = z.object({
  KAFKA_BROKERS: variables.kafkaBrokers,
  KAFKA_NAMESPACE: variables.kafkaNamespace.optional(),
  LOG_LEVEL: variables.logLevel.default('info'),
});

/** Reads the service's variables. Throws one error that names every wrong one. */
export const loadRelayConfig = (env: NodeJS.ProcessEnv): RelayConfig => {
  const data = loadConfig(environment, env);
  const namespace = data.KAFKA_NAMESPACE;
  return {
    kafka: { brokers: data.KAFKA_BROKERS, ...(namespace === undefined ? {} : { namespace }) },
    logLevel: data.LOG_LEVEL,
  };
};
