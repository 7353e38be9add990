import type { StoredEvent } from '@campaigns/contracts';

/** A named part of the log, keyed: one key is handled in order, different keys at the same time. */
export type Topic = Readonly<{
  name: string;
  /** The key of an event, or `undefined` when the event is not part of this topic. */
  keyOf: (event: StoredEvent) => string | undefined;
}>;

/** `retry` comes again after a backoff, at most `maxAttempts` times; `reject` goes to the dead letters at once. */
export type Handled =
  | Readonly<{ outcome: 'done' }>
  | Readonly<{ outcome: 'retry'; cause: unknown }>
  | Readonly<{ outcome: 'reject'; reason: string }>;

export type FeedHandler = (event: StoredEvent, context: Readonly<{ key: string; attempt: number }>) => Promise<Handled>;

export type Subscription = Readonly<{
  /** Consumer group: has its own position; one message goes to one member. */
  group: string;
  topic: Topic;
  /** A thrown error counts as `retry`; a thrown `LogUnavailable` is retried without end. */
  handle: FeedHandler;
  /** How many keys are worked on at once. Default 64. */
  concurrency?: number;
  /** Default 8. */
  maxAttempts?: number;
  /** Wait before attempt n + 1, in milliseconds. Default: 50 ms doubling to 10 s, with jitter. */
  backoffMs?: (attempt: number) => number;
  /** Told of each message that was given up: it lies with the dead letters by then. */
  onDeadLetter?: () => void;
}>;

export type RunningSubscription = Readonly<{
  /** Takes no new messages, waits for those in hand, commits, and lets another member take over. */
  stop: () => Promise<void>;
}>;

/** At least once, in order per key. Every adapter passes `describeEventFeedContract`. */
export type EventFeed = Readonly<{
  subscribe: (subscription: Subscription) => Promise<RunningSubscription>;
}>;

export type DeadLetter = Readonly<{
  id: string;
  group: string;
  topic: string;
  key: string;
  reason: string;
  attempts: number;
  event: StoredEvent;
  diedAt: Date;
}>;

/** Letters of one group, or of all. */
export type LetterFilter = Readonly<{ group?: string }>;

/** Messages that nobody could handle; kept until a person decides. */
export type DeadLetters = Readonly<{
  list: (filter?: LetterFilter) => Promise<readonly DeadLetter[]>;
  /** Hands the message to its group again; false when there is none with that id. */
  retry: (id: string) => Promise<boolean>;
  /** Hands every message that is kept now to its group again; resolves to how many. */
  retryAll: (filter?: LetterFilter) => Promise<number>;
  discard: (id: string) => Promise<boolean>;
}>;
