import {
  type DeadLetters,
  type EventFeed,
  type EventStore,
  eventStoreDbEventStore,
  type KafkaConnection,
  kafkaAnswers,
  kafkaEventFeed,
  logPool,
  migrateEventLog,
  type PostgresEventStore,
  postgresEventFeed,
  postgresEventStore,
  tracedEventFeed,
  tracedEventStore,
} from '@campaigns/event-sourcing';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { HealthChecks } from './health.ts';
import type { Lifecycle } from './lifecycle.ts';
import { lineOf } from './line-of.ts';
import { loadConfig, variables } from './load-config.ts';

export type EngineConfig = Readonly<{
  /** Read tables, timers, vault and keys; the log too, unless it is in EventStoreDB. */
  databaseUrl: string;
  /** EventStoreDB that holds the log. */
  eventStoreUrl: string | undefined;
  /** Kafka that delivers the log. Without it the log is read where it is. */
  kafka: Readonly<{ brokers: readonly string[]; namespace?: string; sessionTimeoutMs: number }> | undefined;
}>;

const environment = z
  .object({
    DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'expected a postgres:// URL' }),
    EVENTSTORE_URL: z.url({ protocol: /^(esdb|kurrentdb)(\+discover)?$/, error: 'expected an esdb:// URL' }).optional(),
    KAFKA_BROKERS: variables.kafkaBrokers.optional(),
    KAFKA_NAMESPACE: variables.kafkaNamespace.optional(),
    /** After which silence of a process its work goes to others. Brokers allow 6,000 and more. */
    KAFKA_SESSION_TIMEOUT_MS: z.coerce.number().int().min(6_000).default(30_000),
  })
  .refine(({ EVENTSTORE_URL, KAFKA_BROKERS }) => EVENTSTORE_URL === undefined || KAFKA_BROKERS !== undefined, {
    error: 'needed with EVENTSTORE_URL, because a log in EventStoreDB is delivered by Kafka',
    path: ['KAFKA_BROKERS'],
  });

/** Which engines carry the log. Throws one error that names every wrong variable. */
export const loadEngineConfig = (env: NodeJS.ProcessEnv): EngineConfig => {
  const parsed = loadConfig(environment, env);
  const { KAFKA_BROKERS: brokers, KAFKA_NAMESPACE: namespace, KAFKA_SESSION_TIMEOUT_MS: sessionTimeoutMs } = parsed;
  return {
    databaseUrl: parsed.DATABASE_URL,
    eventStoreUrl: parsed.EVENTSTORE_URL,
    kafka:
      brokers === undefined
        ? undefined
        : { brokers, sessionTimeoutMs, ...(namespace === undefined ? {} : { namespace }) },
  };
};

export type Engines = Readonly<{
  store: EventStore;
  /** Opens its connections with the first subscription. */
  feed: EventFeed;
  /** Of the feed. */
  deadLetters: DeadLetters;
  /** Connects as the user of `DATABASE_URL`. */
  pool: Pool;
  /** Without `kafka` when there is none. */
  checks: HealthChecks & Readonly<Record<'log' | 'postgres', HealthChecks[string]>>;
}>;

type FeedWithLetters = EventFeed & Readonly<{ deadLetters: DeadLetters }>;

type Opening = Readonly<{ name: string; logger: Logger; life: Lifecycle }>;

const close = ({ close: end }: Readonly<{ close: () => Promise<void> }>): Promise<void> => end();

const openPool = async (url: string, { name, logger, life }: Opening): Promise<Pool> => {
  const pool = logPool({ url, applicationName: `campaigns-${name}`, logger });
  life.track('postgres', pool, () => pool.end());
  try {
    await pool.query('select 1');
    return pool;
  } catch (error) {
    throw new Error(`DATABASE_URL: the database cannot be reached (${lineOf(error)})`, { cause: error });
  }
};

const openPostgresLog = async (pool: Pool, { logger, life }: Opening): Promise<PostgresEventStore> => {
  await migrateEventLog(pool);
  return life.track('event store', postgresEventStore({ pool, logger }), close);
};

const openEventStoreDb = (url: string, { logger, life }: Opening): EventStore =>
  life.track('event store', eventStoreDbEventStore({ url, logger }), close);

/** The group gives a member up after three signs of life that it has missed. */
const heartbeatOf = (sessionTimeoutMs: number): number => Math.min(3_000, Math.floor(sessionTimeoutMs / 3));

const openKafka = (kafka: NonNullable<EngineConfig['kafka']>, { name, logger, life }: Opening) => {
  const { brokers, namespace, sessionTimeoutMs } = kafka;
  const quiet: KafkaConnection = { brokers, clientId: name, ...(namespace === undefined ? {} : { namespace }) };
  const connection = { ...quiet, logger };
  const heartbeatMs = heartbeatOf(sessionTimeoutMs);
  const feed = life.track('event feed', kafkaEventFeed({ connection, sessionTimeoutMs, heartbeatMs }), close);
  return { feed, check: () => kafkaAnswers(quiet) };
};

/**
 * Opens what carries the log, and the database; `life` closes it. Makes the log's tables where it is in Postgres. Throws
 * when Postgres cannot be reached; EventStoreDB and Kafka may come later.
 */
export const openEngines = async (config: EngineConfig, opening: Opening): Promise<Engines> => {
  const { databaseUrl, eventStoreUrl, kafka } = config;
  const { name, logger, life } = opening;
  const pool = await openPool(databaseUrl, opening);
  const engines = (store: EventStore, feed: FeedWithLetters, check?: HealthChecks[string]): Engines => ({
    ...{ store: tracedEventStore(store, name), feed: tracedEventFeed(feed, name), deadLetters: feed.deadLetters, pool },
    checks: {
      log: async () => (await store.head()) !== undefined,
      postgres: async () => (await pool.query('select 1')).rowCount === 1,
      ...(check === undefined ? {} : { kafka: check }),
    },
  });

  if (kafka === undefined) {
    const store = await openPostgresLog(pool, opening);
    return engines(store, life.track('event feed', postgresEventFeed({ store, pool, logger }), close));
  }
  const store =
    eventStoreUrl === undefined ? await openPostgresLog(pool, opening) : openEventStoreDb(eventStoreUrl, opening);
  const { feed, check } = openKafka(kafka, opening);
  return engines(store, feed, check);
};
