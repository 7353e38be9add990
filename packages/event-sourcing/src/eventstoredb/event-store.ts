import { streamCategories } from '@campaigns/contracts';
import type { Logger } from 'pino';
import type { EventStore, EventToAppend } from '../event-store.ts';
import { connection as connectionTo } from './connection.ts';
import { follow } from './follow.ts';
import { liveEvents } from './live-events.ts';
import { reading as readingFrom } from './reading.ts';
import { accepting, type UnreadableEvent } from './recorded-event.ts';
import { type Proposed, writing as writingTo } from './writing.ts';

export type EventStoreDbEventStoreOptions = Readonly<{
  /** `esdb://` or `esdb+discover://` connection string. */
  url: string;
  logger?: Logger;
  /** Categories of streams that are our log; the rest of the server is not seen. Default: those of the domain. */
  categories?: readonly string[];
  /** After which silence of the server a call throws `LogUnavailable`. Default: 5,000. */
  deadlineMs?: number;
  /** Told once per process of each event that `readAll` and `follow` leave out because it is none of ours. */
  onUnreadable?: (event: UnreadableEvent) => void;
  /** Appends by the call `BatchAppend` where the server has it. Default: no, see `connection.ts`. */
  batchAppend?: boolean;
}>;

export type EventStoreDbEventStore = EventStore & Readonly<{ close: () => Promise<void> }>;

const toProposed = ({ type, data, metadata }: EventToAppend): Proposed => {
  if (typeof data === 'string') throw new TypeError(`The data of ${type} is text: it would be unreadable in this log`);
  return { id: metadata.eventId, type, data: data ?? null, metadata };
};

/**
 * The log in EventStoreDB 22.6 or later. A position is a commit position, of which each event has its own. `load` throws
 * `EventUnreadable` for a stream with an event that is none of ours, and the client's error for a stream that was deleted.
 */
export const eventStoreDbEventStore = ({
  url,
  logger,
  categories = streamCategories,
  deadlineMs = 5_000,
  onUnreadable,
  batchAppend,
}: EventStoreDbEventStoreOptions): EventStoreDbEventStore => {
  const connection = connectionTo({ url, batchAppend });
  const accept = accepting({ categories, logger, onUnreadable });
  const reading = readingFrom({ connection, deadlineMs, accept });
  const writing = writingTo({ connection, deadlineMs, reading });
  const live = liveEvents({ connection, categories, deadlineMs, accept });

  const append: EventStore['append'] = async (stream, expected, events) => {
    if (events.length === 0) throw new TypeError('An append needs at least one event');
    return writing.write(stream, expected, events.map(toProposed));
  };

  return {
    load: reading.load,
    append,
    readAll: reading.readAll,
    head: reading.head,
    follow: follow({ readAll: reading.readAll, live, logger }),
    close: connection.close,
  };
};
