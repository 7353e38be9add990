import type { StoredEvent } from '@campaigns/contracts';
import type { After } from '../event-store.ts';

/** An event on its way to a handler. */
export type Message = Readonly<{
  event: StoredEvent;
  key: string;
  /** Where it was read, when that is not the event's own position: what the checkpoint counts. */
  readAt?: bigint;
  /** Why nobody can read it. It is not handed out but goes to the dead letters at once. */
  unreadable?: string;
  /** Set when it comes back from the dead letters: then it does not count for the checkpoint. */
  deadLetterId?: string;
}>;

export type FeedWindow<M extends Message = Message> = Readonly<{
  /** A message was read. */
  add: (message: M) => void;
  /** An event was read that needs no handling. */
  pass: (position: bigint) => void;
  /** A message comes again, behind those of its key that are here. */
  bringBack: (message: M) => void;
  /** The next message whose key is free; its key is taken until `finish` or `release`. */
  take: () => M | undefined;
  /** The message is done with, one way or another; the next of its key may run. */
  finish: (message: M) => void;
  /** The message was not done: it may be taken again, before others of its key. */
  release: (message: M) => void;
  /** Everything up to and including this position is finished. */
  checkpoint: () => After;
  isFull: () => boolean;
}>;

/**
 * What was read and not finished yet, at most `limit` messages. One message of a key is in hand at a time, in the order
 * read; keys take turns. Pure bookkeeping: no clock, no input or output.
 */
export const feedWindow = <M extends Message = Message>(start: After, limit: number): FeedWindow<M> => {
  /** Unfinished messages in the order read, each with the position read before it. */
  const unfinished = new Map<M, After>();
  const queues = new Map<string, M[]>();
  /** Keys with a message that may run; a set keeps the order in which they came. */
  const free = new Set<string>();
  let lastRead = start;

  const enqueue = (message: M): void => {
    const queue = queues.get(message.key);
    if (queue !== undefined) {
      queue.push(message);
      return;
    }
    queues.set(message.key, [message]);
    free.add(message.key);
  };

  return {
    add: (message) => {
      unfinished.set(message, lastRead);
      lastRead = message.readAt ?? message.event.position;
      enqueue(message);
    },
    pass: (position) => {
      lastRead = position;
    },
    bringBack: enqueue,
    take: () => {
      for (const key of free) {
        free.delete(key);
        return queues.get(key)?.[0];
      }
      return undefined;
    },
    finish: (message) => {
      unfinished.delete(message);
      const queue = queues.get(message.key);
      queue?.shift();
      if (queue === undefined || queue.length === 0) queues.delete(message.key);
      else free.add(message.key);
    },
    release: ({ key }) => void free.add(key),
    checkpoint: () => {
      for (const before of unfinished.values()) return before;
      return lastRead;
    },
    isFull: () => unfinished.size >= limit,
  };
};
