import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import type { DeadLetters, EventFeed, RunningSubscription, Subscription } from '../event-feed.ts';
import { type KafkaConnection, kafkaClient } from './connection.ts';
import { letterBox } from './dead-letters.ts';
import { type FeedMemberOptions, workAsMember } from './feed-member.ts';
import { lazily } from './lazily.ts';
import { kafkaNames } from './names.ts';
import { defaultPartitions } from './topics.ts';
import { isUnavailable } from './unavailable.ts';

export type KafkaEventFeedOptions = Readonly<{
  connection: KafkaConnection;
  /** Of a topic that is missing and is created. Default 12. */
  partitions?: number;
  /** How long a group waits for a sign of life before it gives a member's partitions to others. Default 30,000. */
  sessionTimeoutMs?: number;
  /** Default 3,000; at most a third of the session timeout. */
  heartbeatMs?: number;
  /** How long a member may take to finish what it has in hand when others join or leave. Default 60,000. */
  rebalanceTimeoutMs?: number;
  /** Default 250. */
  commitEveryMs?: number;
  /** Messages of a partition in memory and unfinished, give or take what one fetch brings. Default 1,000. */
  windowLimit?: number;
}>;

export type KafkaEventFeed = EventFeed &
  Readonly<{
    deadLetters: DeadLetters;
    /** Stops every subscription and ends the connections. */
    close: () => Promise<void>;
  }>;

const startAgainMs = 1_000;

const runMember = async (options: FeedMemberOptions, stopping: AbortSignal): Promise<void> => {
  const { logger, subscription } = options;
  const facts = { group: subscription.group, topic: subscription.topic.name };
  while (!stopping.aborted) {
    try {
      await workAsMember(options, stopping);
    } catch (error) {
      logger?.[isUnavailable(error) ? 'warn' : 'error'](
        { ...facts, err: error },
        'feed member interrupted; starting again',
      );
      await sleep(startAgainMs, undefined, { signal: stopping }).catch(() => undefined);
    }
  }
};

/** Consumer groups on Kafka. The members of a group share the partitions of a topic. */
export const kafkaEventFeed = (options: KafkaEventFeedOptions): KafkaEventFeed => {
  const { connection, partitions = defaultPartitions, commitEveryMs = 250, windowLimit = 1_000 } = options;
  const { sessionTimeoutMs = 30_000, heartbeatMs = 3_000, rebalanceTimeoutMs = 60_000 } = options;
  const kafka = kafkaClient(connection);
  const names = kafkaNames(connection.namespace);
  const admin = lazily(async (): Promise<Admin> => {
    const client = kafka.admin();
    await client.connect();
    return client;
  });
  const letters = letterBox({ kafka, admin: admin.get, names });
  const running = new Set<RunningSubscription>();

  const start = (subscription: Subscription): RunningSubscription => {
    const stopping = new AbortController();
    const ended = runMember(
      {
        ...{ kafka, admin: admin.get, names, letters, logger: connection.logger, subscription, partitions },
        ...{ sessionTimeoutMs, heartbeatMs, rebalanceTimeoutMs, commitEveryMs, windowLimit },
      },
      stopping.signal,
    );
    const member: RunningSubscription = {
      stop: async () => {
        stopping.abort();
        await ended;
        running.delete(member);
      },
    };
    running.add(member);
    return member;
  };

  const { list, retry, retryAll, discard } = letters;
  return {
    subscribe: (subscription) => Promise.resolve(start(subscription)),
    deadLetters: { list, retry, retryAll, discard },
    close: async () => {
      await Promise.all([...running].map(({ stop }) => stop()));
      await letters.close();
      await admin.close((client) => client.disconnect());
    },
  };
};
