import { setTimeout as sleep } from 'node:timers/promises';
import {
  type After,
  type EventStore,
  type KafkaPublisher,
  type Leadership,
  LogUnavailable,
  PublisherFenced,
} from '@campaigns/event-sourcing';
import type { Logger } from 'pino';
import { type Lag, progressOf } from './progress.ts';
import { readAhead } from './read-ahead.ts';

export type RelayDependencies = Readonly<{
  store: EventStore;
  /** Stays the caller's to close, as the others do. */
  publisher: Pick<KafkaPublisher, 'claim' | 'publish'>;
  leadership: Leadership;
  logger: Logger;
  /** Events per transaction at most. Default 1,000. */
  batchLimit?: number;
  /** Of the data in a transaction; one event that has more goes alone. Default 2,000,000. */
  batchBytes?: number;
  /** Events that are read at once. Default 200. */
  pageLimit?: number;
  /** How often the lag is measured while this relay leads. Default 1,000. */
  measureEveryMs?: number;
  /** Time between two lines in the log while catching up. Default 10,000. */
  reportEveryMs?: number;
  /** Wait after the nth failure in a row, in milliseconds. Default: 100 ms doubling to 5 s. */
  backoffMs?: (failures: number) => number;
  /** Wait after being fenced the nth time in a term, in milliseconds. Default: 1 s doubling to 30 s. */
  fencedWaitMs?: (times: number) => number;
  now?: () => Date;
}>;

export type RelayStatus = Readonly<{
  /** `interrupted`: it leads, and waits because Kafka or the log is away; `fenced`: because another has published. */
  state: 'standing-by' | 'relaying' | 'interrupted' | 'fenced';
  /** Up to which the log is published; known to the relay that leads. */
  position: After | undefined;
  /** Known to the relay that leads, as soon as it has reached both Kafka and the log. */
  lag: Lag | undefined;
  /** Events that this relay has published. */
  published: number;
}>;

export type Relay = Readonly<{
  status: () => RelayStatus;
  /** Finishes the transaction in hand and lets another relay take over at once. */
  stop: () => Promise<void>;
}>;

const doubling = (firstMs: number, lastMs: number) => (times: number) =>
  Math.min(firstMs * 2 ** Math.min(times - 1, 20), lastMs);

/**
 * Takes the log to Kafka for as long as it runs: every event, in the order of the log. Of all relays one leads; the others
 * stand by. Where to go on is asked of Kafka itself with every claim, so nothing is lost or published twice, whatever
 * fails on the way.
 */
export const createRelay = (dependencies: RelayDependencies): Relay => {
  const { store, publisher, leadership, logger, now = () => new Date() } = dependencies;
  const {
    batchLimit = 1_000,
    batchBytes = 2_000_000,
    pageLimit = 200,
    measureEveryMs = 1_000,
    reportEveryMs = 10_000,
  } = dependencies;
  const { backoffMs = doubling(100, 5_000), fencedWaitMs = doubling(1_000, 30_000) } = dependencies;
  const progress = progressOf({ store, logger, now, reportEveryMs });
  let state: RelayStatus['state'] = 'standing-by';
  let failures = 0;
  let fencings = 0;

  const pause = (ms: number, term: AbortSignal): Promise<void> =>
    sleep(ms, undefined, { signal: term }).catch(() => undefined) as Promise<void>;

  const goOnFrom = (position: After): void => {
    progress.startAt(position);
    state = 'relaying';
    logger.info({ position: String(position) }, 'relay goes on');
    void progress.measure();
  };

  const claim = async (term: AbortSignal): Promise<After | 'fenced'> => {
    try {
      return await publisher.claim(term);
    } catch (error) {
      if (error instanceof PublisherFenced) return 'fenced';
      throw error;
    }
  };

  /** Publishes until the term is over or another relay has taken over. */
  const relay = async (term: AbortSignal): Promise<'over' | 'fenced'> => {
    const position = await claim(term);
    if (term.aborted) return 'over';
    if (position === 'fenced') return 'fenced';
    goOnFrom(position);
    const read = (signal: AbortSignal) => store.follow(position, pageLimit, signal);
    for await (const batch of readAhead({ read, maxEvents: batchLimit, maxBytes: batchBytes }, term)) {
      if (term.aborted) return 'over';
      progress.taken(batch);
      const { outcome } = await publisher.publish(batch);
      if (outcome === 'fenced') return 'fenced';
      progress.published(batch);
      failures = 0;
    }
    return 'over';
  };

  /** The group still lets this one lead, so it claims again, but later each time: two must not take turns in this. */
  const yieldTo = async (term: AbortSignal): Promise<void> => {
    fencings += 1;
    const waitMs = fencedWaitMs(fencings);
    state = 'fenced';
    progress.forget();
    logger.warn({ waitMs }, 'relay fenced by another of its name');
    await pause(waitMs, term);
  };

  const recover = async (error: unknown, term: AbortSignal): Promise<void> => {
    failures += 1;
    const waitMs = backoffMs(failures);
    state = 'interrupted';
    const line = error instanceof LogUnavailable ? 'warn' : 'error';
    logger[line]({ err: error, failures, waitMs }, 'relay interrupted; going on from what is published');
    await pause(waitMs, term);
  };

  const lead = async (term: AbortSignal): Promise<void> => {
    fencings = 0;
    const measuring = setInterval(() => void progress.measure(), measureEveryMs);
    while (!term.aborted) {
      try {
        if ((await relay(term)) === 'fenced') await yieldTo(term);
      } catch (error) {
        // A claim that was cut short by the end of the term has not failed.
        if (error !== term.reason) await recover(error, term);
      }
    }
    clearInterval(measuring);
    progress.forget();
    state = 'standing-by';
    logger.info('relay stands by');
  };

  const candidacy = leadership.stand(lead);
  return {
    status: () => ({ state, position: progress.position(), lag: progress.lag(), published: progress.count() }),
    stop: candidacy.stop,
  };
};
