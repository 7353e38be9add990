import type { StoredEvent } from '@campaigns/contracts';
import type { After } from '../event-store.ts';
import { behind } from './rows.ts';

type Read = (after: After, limit: number) => Promise<readonly StoredEvent[]>;

/** Index of the first event behind a position. */
const indexBehind = (events: readonly StoredEvent[], position: bigint): number => {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((events[middle] as StoredEvent).position <= position) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** Consecutive events of the log: all that lie behind `start` up to `end`, and no other. */
const contiguous = (capacity: number) => {
  let events: StoredEvent[] = [];
  let start = -1n;
  const end = (): bigint => events.at(-1)?.position ?? start;
  return {
    end,
    covers: (position: bigint): boolean => start >= 0n && position >= start && position <= end(),
    behind: (position: bigint, limit: number): readonly StoredEvent[] => {
      const from = indexBehind(events, position);
      return events.slice(from, from + limit);
    },
    /** Adds what was read behind `from`; starts anew when that does not join on, unless it is older. */
    keep: (from: bigint, read: readonly StoredEvent[]): void => {
      if (from !== end()) {
        if ((read.at(-1)?.position ?? from) < end()) return;
        events = [];
        start = from;
      }
      events.push(...read);
      if (events.length <= capacity) return;
      // Half at once: a cut copies what is left.
      start = (events.splice(0, events.length - Math.ceil(capacity / 2)).at(-1) as StoredEvent).position;
    },
  };
};

/**
 * Reads the log for all followers of one process. Those at its end share one query, and what it found is kept for those a
 * little behind; whoever is further back reads for himself. `version` changes when there may be something new.
 */
export const sharedReader = (read: Read, version: () => number, capacity = 5_000): Read => {
  const kept = contiguous(capacity);
  let reading: Readonly<{ version: number; done: Promise<void> }> | undefined;

  const readOn = async (limit: number): Promise<void> => {
    const from = kept.end();
    try {
      kept.keep(from, await read(from, limit));
    } finally {
      reading = undefined;
    }
  };

  /** What lies behind a position that is kept; nothing when that is the end of the log. */
  const readKept = async (position: bigint, limit: number): Promise<readonly StoredEvent[]> => {
    const wanted = version();
    // A read that began before the signal may have missed what the signal stands for: then once more.
    for (let covered = -1; position === kept.end() && covered < wanted; ) {
      reading ??= { version: version(), done: readOn(limit) };
      covered = reading.version;
      await reading.done;
    }
    // Another reader may have moved what is kept on meanwhile, beyond this position.
    return kept.covers(position) ? kept.behind(position, limit) : read(position, limit);
  };

  return async (after, limit) => {
    const position = BigInt(behind(after));
    if (kept.covers(position)) return readKept(position, limit);
    const found = await read(after, limit);
    if (found.length < limit) kept.keep(position, found);
    return found;
  };
};
