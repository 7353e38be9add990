import type { EventMetadata, StoredEvent, StreamName } from '@campaigns/contracts';

/** `'no-stream'`, or the revision of the last event that the decision was based on. */
export type ExpectedRevision = 'no-stream' | bigint;

export type EventToAppend = Readonly<{ type: string; data: unknown; metadata: EventMetadata }>;

export type AppendResult =
  | Readonly<{ outcome: 'appended'; revision: bigint; position: bigint }>
  | Readonly<{ outcome: 'conflict'; actual: ExpectedRevision }>;

export type LoadedStream = Readonly<{ events: readonly StoredEvent[]; revision: ExpectedRevision }>;

/** Where reading starts: behind a position, or at the beginning of the log. */
export type After = 'start' | bigint;

/**
 * The log. Every adapter passes `describeEventStoreContract`.
 * All methods throw `LogUnavailable` when the engine cannot be reached.
 */
export type EventStore = Readonly<{
  /**
   * All events of a stream in order, or those behind a revision that it has; an unknown stream is empty with revision
   * `'no-stream'`.
   */
  load: (stream: StreamName, behind?: bigint) => Promise<LoadedStream>;
  /**
   * Appends all events or none. A wrong expectation is a value, not an exception.
   * The same event ids again at the same expected revision succeed without effect and answer as the first time.
   * Throws `AppendTooLarge` above 900,000 bytes of JSON, whatever the engine.
   */
  append: (stream: StreamName, expected: ExpectedRevision, events: readonly EventToAppend[]) => Promise<AppendResult>;
  /** Up to `limit` events of the whole log in commit order. Never skips an event that commits later. */
  readAll: (after: After, limit: number) => Promise<readonly StoredEvent[]>;
  /** Position of the last event that `readAll` would return; `'start'` for an empty log. */
  head: () => Promise<After>;
  /** Events in commit order as they come, in batches of at most `limit`; ends when the signal aborts. */
  follow: (after: After, limit: number, signal: AbortSignal) => AsyncIterable<readonly StoredEvent[]>;
}>;

/** The log, or what a handler needs, is away for now: waiting helps, giving the message up does not. */
export class LogUnavailable extends Error {
  override readonly name = 'LogUnavailable';
}
