import type { KafkaConnection } from '@campaigns/event-sourcing';
import { loadConfig, variables } from '@campaigns/service-kit';
import { z } from 'zod';

export type RelayConfig = Readonly<{
  kafka: Pick<KafkaConnection, 'brokers' | 'namespace'>;
  logLevel: z.infer<typeof variables.logLevel>;
}>;

const broker = z.string().regex(/^[^\s:/]+:\d{1,5}$/, 'expected host:port');

const brokers = z
  .string()
  .transform((text) => text.split(',').map((each) => each.trim()))
  .pipe(z.array(broker));

const environment = z.object({
  /** `host:port` of some of the brokers, comma-separated. */
  KAFKA_BROKERS: brokers,
  /** Stands before the name of every topic and group. Kafka allows 249 characters for the whole. */
  KAFKA_NAMESPACE: z
    .string()
    .regex(/^[\w.-]{1,100}$/, 'expected at most 100 letters, digits, dots, underscores or hyphens')
    .optional(),
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
