import { setTimeout as sleep } from 'node:timers/promises';
import type { Kafka } from 'kafkajs';
import type { Logger } from 'pino';
import type { Leadership } from '../leadership.ts';
import { type KafkaConnection, kafkaClient } from './connection.ts';
import { membershipLease } from './membership-lease.ts';
import { type KafkaNames, kafkaNames } from './names.ts';
import { oneLeads } from './one-leads.ts';
import { termsOf } from './terms.ts';
import { ensureTopic } from './topics.ts';
import { isUnavailable } from './unavailable.ts';

export type KafkaLeadershipOptions = Readonly<{
  connection: KafkaConnection;
  /** Of those that stand under the same name one leads. */
  name: string;
  /** How long the others wait for a sign of life of the one that leads. Default 6,000, the shortest that every broker allows. */
  sessionTimeoutMs?: number;
  /** How soon the others hear that the one that leads has stopped. Default 500; at most a third of the session timeout. */
  heartbeatMs?: number;
}>;

type MemberOptions = Readonly<{
  kafka: Kafka;
  names: KafkaNames;
  logger: Logger | undefined;
  name: string;
  sessionTimeoutMs: number;
  heartbeatMs: number;
  lead: (term: AbortSignal) => Promise<void>;
}>;

/** The client gives a sign of life between two of its requests, so none of them may wait for long. */
const maxWaitMs = 250;
const disconnectLimitMs = 5_000;
const startAgainMs = 1_000;
// While the group changes, the client asks again after each of these waits; together some 10 s.
const joinRetry = { initialRetryTime: 50, multiplier: 1.5, factor: 0.1, maxRetryTime: 250, retries: 40 };

const ensurePartition = async (kafka: Kafka, topic: string): Promise<void> => {
  const admin = kafka.admin();
  try {
    await admin.connect();
    await ensureTopic(admin, { topic, partitions: 1 });
  } finally {
    await admin.disconnect();
  }
};

/** Stands as a member of the group until stopped; rejects when the client has given up, or the leader its term. */
const standAsMember = async (options: MemberOptions, stopped: Promise<void>): Promise<void> => {
  const { kafka, names, logger, name, sessionTimeoutMs, heartbeatMs, lead } = options;
  const facts = { leadership: name };
  const topic = names.topic(`${name}.leadership`);
  await ensurePartition(kafka, topic);

  const failed = Promise.withResolvers<never>();
  // It may happen when nobody waits for it any more.
  failed.promise.catch(() => undefined);
  const lease = membershipLease(sessionTimeoutMs, 2 * heartbeatMs);
  const terms = termsOf(lead, failed.reject);
  let isElected = false;
  let isLeaving = false;
  const consumer = kafka.consumer({
    groupId: names.group(name, 'leadership'),
    partitionAssigners: [oneLeads(() => terms.isOn() && lease.holds())],
    sessionTimeout: sessionTimeoutMs,
    rebalanceTimeout: sessionTimeoutMs,
    heartbeatInterval: heartbeatMs,
    maxWaitTimeInMs: maxWaitMs,
    // A client that has given up is replaced by a new one, not started again.
    retry: { ...joinRetry, restartOnFailure: async () => false },
  });

  const confirmed = (): void => {
    lease.confirm();
    if (isElected) terms.begin();
    else void terms.end();
  };
  consumer.on(consumer.events.CRASH, ({ payload }) => failed.reject(payload.error));
  consumer.on(consumer.events.GROUP_JOIN, ({ payload: { memberAssignment } }) => {
    isElected = !isLeaving && memberAssignment[topic]?.includes(0) === true;
    logger?.info({ ...facts, leads: isElected }, 'joined those who stand for leadership');
    confirmed();
  });
  consumer.on(consumer.events.HEARTBEAT, confirmed);
  const watching = setInterval(() => {
    // By now another may lead.
    if (!lease.holds()) void terms.end();
    // The client has been seen to fall silent for good, without a crash.
    if (lease.silentForMs() > 3 * sessionTimeoutMs) failed.reject(new Error('The client is silent'));
  }, heartbeatMs);

  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [topic] });
    await consumer.run({ autoCommit: false, eachBatch: async () => {} });
    await Promise.race([stopped, failed.promise]);
  } finally {
    [isLeaving, isElected] = [true, false];
    clearInterval(watching);
    await terms.end();
    const limit = sleep(disconnectLimitMs, undefined, { ref: false });
    await Promise.race([consumer.disconnect(), limit]).catch((error: unknown) => {
      logger?.warn({ ...facts, err: error }, 'consumer not closed');
    });
  }
};

const standUntilStopped = async (options: MemberOptions, stopping: AbortSignal): Promise<void> => {
  const stopped = new Promise<void>((resolve) => stopping.addEventListener('abort', () => resolve(), { once: true }));
  while (!stopping.aborted) {
    try {
      await standAsMember(options, stopped);
    } catch (error) {
      options.logger?.[isUnavailable(error) ? 'warn' : 'error'](
        { leadership: options.name, err: error },
        'candidacy interrupted; standing again',
      );
      await sleep(startAgainMs, undefined, { signal: stopping }).catch(() => undefined);
    }
  }
};

/** A consumer group on a topic with one partition and nothing in it: who is given the partition leads. */
export const kafkaLeadership = (options: KafkaLeadershipOptions): Leadership => {
  const { connection, name, sessionTimeoutMs = 6_000, heartbeatMs = 500 } = options;
  const kafka = kafkaClient(connection);
  const names = kafkaNames(connection.namespace);
  return {
    stand: (lead) => {
      const stopping = new AbortController();
      const { logger } = connection;
      const ended = standUntilStopped(
        { kafka, names, logger, name, sessionTimeoutMs, heartbeatMs, lead },
        stopping.signal,
      );
      return {
        stop: async () => {
          stopping.abort();
          await ended;
        },
      };
    },
  };
};
