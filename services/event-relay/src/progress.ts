import type { StoredEvent } from '@campaigns/contracts';
import { type After, type EventStore, LogUnavailable } from '@campaigns/event-sourcing';
import type { Logger } from 'pino';

/** How far Kafka is behind the log. */
export type Lag = Readonly<{
  /** In positions of the log, which are not gapless. */
  positions: number;
  /** Age of the oldest event that is not published; 0 when there is none. */
  seconds: number;
}>;

export type ProgressOptions = Readonly<{
  store: Pick<EventStore, 'head' | 'readAll'>;
  logger: Logger;
  now: () => Date;
  /** Time between two lines in the log while catching up. */
  reportEveryMs: number;
}>;

export type Progress = Readonly<{
  /** Up to here the log is published. */
  startAt: (position: After) => void;
  /** These are being published. */
  taken: (events: readonly StoredEvent[]) => void;
  published: (events: readonly StoredEvent[]) => void;
  /** Looks where the log ends, unless it is at that already. Keeps what is known when the log is away. */
  measure: () => Promise<void>;
  /** Nothing is known any more: another relay is at work. */
  forget: () => void;
  position: () => After | undefined;
  lag: () => Lag | undefined;
  /** Events published so far. */
  count: () => number;
}>;

/** A stretch in which the log is ahead. */
type CatchUp = { from: After; since: number; count: number; reportedAt: number; reportedCount: number };

const asNumber = (position: After): number => (position === 'start' ? 0 : Number(position));
const isBehind = (position: After, head: After): boolean =>
  head !== 'start' && (position === 'start' || position < head);
const perSecond = (count: number, ms: number): number => Math.round(count / (Math.max(ms, 1) / 1_000));

/** Keeps the figures of one relay and tells of a catching up that takes long. */
export const progressOf = ({ store, logger, now, reportEveryMs }: ProgressOptions): Progress => {
  let position: After | undefined;
  let head: After | undefined;
  let oldest: Date | undefined;
  let count = 0;
  let catchUp: CatchUp | undefined;
  let measuring: Promise<void> | undefined;

  const begin = (from: After): CatchUp => {
    const since = now().getTime();
    return { from, since, count, reportedAt: since, reportedCount: count };
  };

  const percent = (from: After, at: After, end: After): number => {
    const share = (asNumber(at) - asNumber(from)) / (asNumber(end) - asNumber(from));
    return Math.floor(share * 1_000) / 10;
  };

  /** Tells how far it has come, or that it is there if it told of the way. */
  const report = (at: After, end: After): void => {
    const ms = now().getTime();
    if (!isBehind(at, end)) {
      if (catchUp !== undefined && catchUp.reportedAt > catchUp.since) {
        const events = count - catchUp.count;
        logger.info({ events, perSecond: perSecond(events, ms - catchUp.since) }, 'relay caught up');
      }
      catchUp = undefined;
      return;
    }
    catchUp ??= begin(at);
    if (ms - catchUp.reportedAt < reportEveryMs) return;
    const events = count - catchUp.count;
    const rate = perSecond(count - catchUp.reportedCount, ms - catchUp.reportedAt);
    logger.info({ events, perSecond: rate, percent: percent(catchUp.from, at, end) }, 'relay catching up');
    catchUp.reportedAt = ms;
    catchUp.reportedCount = count;
  };

  const look = async (): Promise<void> => {
    const end = await store.head();
    const at = position;
    if (at === undefined) return;
    head = end;
    if (!isBehind(at, end)) return;
    catchUp ??= begin(at);
    if (oldest !== undefined) return;
    const [next] = await store.readAll(at, 1);
    // Meanwhile it may be published.
    if (position === at) oldest ??= next?.recordedAt;
  };

  return {
    startAt: (from) => {
      [position, oldest, catchUp] = [from, undefined, undefined];
    },
    taken: (events) => {
      oldest = events[0]?.recordedAt;
    },
    published: (events) => {
      position = events.at(-1)?.position ?? position;
      oldest = undefined;
      count += events.length;
      if (position !== undefined && head !== undefined) report(position, head);
    },
    measure: () => {
      measuring ??= look()
        .catch((error: unknown) => {
          const line = error instanceof LogUnavailable ? 'debug' : 'error';
          logger[line]({ err: error }, 'lag not measured');
        })
        .finally(() => {
          measuring = undefined;
        });
      return measuring;
    },
    forget: () => {
      [position, head, oldest, catchUp] = [undefined, undefined, undefined, undefined];
    },
    position: () => position,
    lag: () => {
      if (position === undefined || head === undefined) return undefined;
      const ageMs = oldest === undefined ? 0 : now().getTime() - oldest.getTime();
      return {
        positions: Math.max(0, asNumber(head) - asNumber(position)),
        seconds: Math.max(0, ageMs / 1_000),
      };
    },
    count: () => count,
  };
};
