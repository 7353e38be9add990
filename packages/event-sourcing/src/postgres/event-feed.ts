import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { DeadLetters, EventFeed, RunningSubscription, Subscription } from '../event-feed.ts';
import { deadLetters } from './dead-letters.ts';
import type { PostgresEventStore } from './event-store.ts';
import { workAs } from './feed-member.ts';
import { type FeedSession, feedSession } from './feed-session.ts';
import { isUnavailable } from './unavailable.ts';

export type PostgresEventFeedOptions = Readonly<{
  store: PostgresEventStore;
  /** For dead letters, and where the feed's own connection goes to; stays the caller's to end. */
  pool: Pool;
  logger?: Logger;
}>;

export type PostgresEventFeed = EventFeed &
  Readonly<{
    deadLetters: DeadLetters;
    /** Stops every subscription and ends the feed's connection. */
    close: () => Promise<void>;
  }>;

/** How long a member waits for the lease when no signal tells that it is free. */
const askAgainMs = 1_000;

/** Resolves when a member may have left, after a while, or when the signal aborts. */
const leaseMayBeFree = async (
  onFeedChange: (listener: () => void) => () => void,
  signal: AbortSignal,
): Promise<void> => {
  const waiting = new AbortController();
  const forget = onFeedChange(() => waiting.abort());
  await sleep(askAgainMs, undefined, { signal: AbortSignal.any([waiting.signal, signal]) }).catch(() => undefined);
  forget();
};

const runMember = async (
  { store, pool, logger }: PostgresEventFeedOptions,
  session: FeedSession,
  subscription: Subscription,
  stopping: AbortSignal,
): Promise<void> => {
  const membership = { group: subscription.group, topic: subscription.topic.name };
  const { onFeedChange } = store.signals;
  while (!stopping.aborted) {
    try {
      const lease = await session.tryLease(membership);
      if (lease === undefined) await leaseMayBeFree(onFeedChange, stopping);
      else await workAs(lease, { store, pool, logger, subscription, onFeedChange }, stopping);
    } catch (error) {
      const level = isUnavailable(error) ? 'warn' : 'error';
      logger?.[level]({ ...membership, err: error }, 'feed member interrupted; starting again');
      await leaseMayBeFree(onFeedChange, stopping);
    }
  }
};

/**
 * Consumer groups straight on the log. One member of a group works at a time, in the whole cluster; others stand by and
 * take over when it stops or its connection is lost.
 */
export const postgresEventFeed = (options: PostgresEventFeedOptions): PostgresEventFeed => {
  const session = feedSession(options);
  const running = new Set<RunningSubscription>();
  return {
    subscribe: (subscription) => {
      const stopping = new AbortController();
      const ended = runMember(options, session, subscription, stopping.signal);
      const member: RunningSubscription = {
        stop: async () => {
          stopping.abort();
          await ended;
          running.delete(member);
        },
      };
      running.add(member);
      return Promise.resolve(member);
    },
    deadLetters: deadLetters(options.pool),
    close: async () => {
      await Promise.all([...running].map(({ stop }) => stop()));
      await session.close();
    },
  };
};
