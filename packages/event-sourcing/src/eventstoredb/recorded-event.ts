import { eventMetadata, type StoredEvent, type StreamName } from '@campaigns/contracts';
import type { Logger } from 'pino';

/** An event as the client gives it. */
export type Recorded = Readonly<{
  id: string;
  streamId: string;
  revision: bigint;
  type: string;
  isJson: boolean;
  data: unknown;
  metadata?: unknown;
  created: Date;
  position?: Readonly<{ commit: bigint; prepare: bigint }>;
}>;

/** Where an event lies that is in one of our streams and is none of ours, and what is wrong with it. */
export type UnreadableEvent = Readonly<{
  stream: string;
  revision: bigint;
  position: bigint;
  eventId: string;
  type: string;
  reason: string;
}>;

/** A stream holds an event that is none of ours, so that nothing can be decided from it. Waiting does not help. */
export class EventUnreadable extends Error {
  override readonly name = 'EventUnreadable';
  readonly event: UnreadableEvent;
  constructor(event: UnreadableEvent) {
    super(`${event.stream} holds an unreadable event at revision ${event.revision}: ${event.reason}`);
    this.event = event;
  }
}

/** System events, such as the tombstone of a stream, may lie in any stream. */
export const isSystemEvent = ({ type }: Recorded): boolean => type.startsWith('$');

const reasonAgainst = ({ isJson, data, metadata, position }: Recorded): string | undefined => {
  if (!isJson) return 'it is not JSON';
  // The client gives JSON that it cannot parse as the text it is; our events are never mere text.
  if (typeof data === 'string') return 'its data is not JSON, or mere text';
  if (position?.commit !== position?.prepare) {
    return 'it was written in an explicit transaction, whose events share one position';
  }
  const { success, error } = eventMetadata.safeParse(metadata);
  if (success) return undefined;
  const fields = error.issues.map(({ path }) => path.join('.')).filter((field) => field !== '');
  return fields.length === 0 ? 'it has no metadata' : `its metadata is wrong in ${fields.join(', ')}`;
};

/** Throws `EventUnreadable` for an event that is none of ours. */
export const toStoredEvent = (recorded: Recorded): StoredEvent => {
  const { id: eventId, streamId, revision, type, data, metadata, created, position } = recorded;
  if (position === undefined || position.commit > 2n ** 63n) {
    throw new Error('This EventStoreDB does not tell the position of an event in a stream: it must be 22.6 or later');
  }
  const reason = reasonAgainst(recorded);
  if (reason !== undefined) {
    throw new EventUnreadable({ stream: streamId, revision, position: position.commit, eventId, type, reason });
  }
  return {
    type,
    data,
    metadata: metadata as StoredEvent['metadata'],
    stream: streamId as StreamName,
    revision,
    position: position.commit,
    recordedAt: created,
  };
};

type AcceptOptions = Readonly<{
  categories: readonly string[];
  logger?: Logger | undefined;
  onUnreadable?: ((event: UnreadableEvent) => void) | undefined;
}>;

const rememberedReports = 10_000;

/**
 * What the log gives its readers of an event: nothing of system events and foreign categories. An unreadable event must not
 * hold up all that comes behind it: it is reported, once, and left out.
 */
export const accepting = ({ categories, logger, onUnreadable }: AcceptOptions) => {
  const prefixes = categories.map((category) => `${category}-`);
  const reported = new Set<bigint>();

  const report = (event: UnreadableEvent): void => {
    if (reported.has(event.position)) return;
    if (reported.size >= rememberedReports) reported.clear();
    reported.add(event.position);
    logger?.error({ unreadable: event }, 'unreadable event left out');
    onUnreadable?.(event);
  };

  return (recorded: Recorded): StoredEvent | undefined => {
    if (isSystemEvent(recorded) || !prefixes.some((prefix) => recorded.streamId.startsWith(prefix))) return undefined;
    try {
      return toStoredEvent(recorded);
    } catch (error) {
      if (!(error instanceof EventUnreadable)) throw error;
      report(error.event);
      return undefined;
    }
  };
};
