import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { dispatcher } from '../delivery/dispatcher.ts';
import { type FeedWindow, feedWindow } from '../delivery/feed-window.ts';
import type { Subscription } from '../event-feed.ts';
import type { EventStore } from '../event-store.ts';
import { askedFor, bury, diedBehind, exhume } from './dead-letters.ts';
import type { Lease, Membership } from './feed-session.ts';

const readAtOnce = 500;
const windowLimit = 2_000;

export type FeedMemberOptions = Readonly<{
  store: EventStore;
  pool: Pool;
  logger?: Logger | undefined;
  subscription: Subscription;
  onFeedChange: (listener: () => void) => () => void;
}>;

/** A wait that a call ends; a call without a wait is remembered. */
const bell = () => {
  let ring: (() => void) | undefined;
  let rung = false;
  return {
    ring: (): void => {
      rung = true;
      ring?.();
    },
    rings: async (): Promise<void> => {
      if (!rung) {
        await new Promise<void>((resolve) => {
          ring = resolve;
        });
      }
      ring = undefined;
      rung = false;
    },
  };
};

/** Messages that come back from the dead letters, each once at a time. */
const comeback = (pool: Pool, membership: Membership, window: FeedWindow, pump: () => void) => {
  const here = new Set<string>();
  return {
    fetch: async (): Promise<void> => {
      for (const message of await askedFor(pool, membership)) {
        if (message.deadLetterId === undefined || here.has(message.deadLetterId)) continue;
        here.add(message.deadLetterId);
        window.bringBack(message);
      }
      pump();
    },
    left: (id: string): void => void here.delete(id),
  };
};

/** Works for the group while it holds the lease; ends when the signal aborts or the lease is lost. */
export const workAs = async (lease: Lease, options: FeedMemberOptions, stopping: AbortSignal): Promise<void> => {
  const { store, pool, logger, subscription, onFeedChange } = options;
  const membership: Membership = { group: subscription.group, topic: subscription.topic.name };
  const window = feedWindow(lease.checkpoint, windowLimit);
  const ending = AbortSignal.any([stopping, lease.lost]);
  const progress = bell();
  ending.addEventListener('abort', progress.ring, { once: true });

  const { pump, drain } = dispatcher({
    subscription,
    window,
    bury: async (message, reason, attempts) => {
      logger?.error(
        { ...membership, key: message.key, eventId: message.event.metadata.eventId, reason },
        'dead letter',
      );
      await bury(pool, membership, message, { reason, attempts });
      if (message.deadLetterId !== undefined) returning.left(message.deadLetterId);
    },
    settle: (message) => {
      const { deadLetterId } = message;
      if (deadLetterId === undefined) return undefined;
      return exhume(pool, deadLetterId).then(() => returning.left(deadLetterId));
    },
    onProgress: () => {
      lease.keep(window.checkpoint());
      progress.ring();
    },
    onFailure: (message, attempt, cause) =>
      logger?.warn({ ...membership, key: message.key, attempt, err: cause }, 'message failed'),
  });
  const returning = comeback(pool, membership, window, pump);
  const bringBack = (): void =>
    void returning.fetch().catch((error: unknown) => logger?.warn({ err: error }, 'dead letters cannot be read'));
  const forget = onFeedChange(bringBack);

  try {
    const died = await diedBehind(pool, membership, lease.checkpoint);
    bringBack();
    for await (const events of store.follow(lease.checkpoint, readAtOnce, ending)) {
      for (const event of events) {
        const key = died.has(event.position) ? undefined : subscription.topic.keyOf(event);
        if (key === undefined) window.pass(event.position);
        else window.add({ event, key });
      }
      lease.keep(window.checkpoint());
      pump();
      while (window.isFull() && !ending.aborted) await progress.rings();
    }
  } finally {
    forget();
    await drain();
    lease.keep(window.checkpoint());
    await lease.release();
  }
};
