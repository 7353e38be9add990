import { type EventStore, LogUnavailable, PublisherFenced } from '@campaigns/event-sourcing';
import { eventually, inMemoryEventStore } from '@campaigns/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { createRelay, type Relay, type RelayDependencies } from './relay.ts';
import { type LeadershipByHand, leadershipByHand } from './testing/leadership-by-hand.ts';
import { appendPart, fillLog, positionsOf } from './testing/sample-log.ts';
import { type ScriptedPublisher, scriptedPublisher } from './testing/scripted-publisher.ts';

type Line = Readonly<{ msg: string; level: number; percent?: number; perSecond?: number; events?: number }>;

describe('A relay', () => {
  let store: EventStore;
  let publisher: ScriptedPublisher;
  let leadership: LeadershipByHand;
  let lines: Line[];
  let relay: Relay | undefined;

  beforeEach(() => {
    [store, publisher, leadership] = [inMemoryEventStore(), scriptedPublisher(), leadershipByHand()];
    [lines, relay] = [[], undefined];
  });
  afterEach(async () => {
    publisher.release();
    await relay?.stop();
  });

  const start = (more: Partial<RelayDependencies> = {}): Relay => {
    const logger = pino({ level: 'debug' }, { write: (line) => void lines.push(JSON.parse(line) as Line) });
    const short = { backoffMs: () => 2, fencedWaitMs: () => 2, measureEveryMs: 5 };
    relay = createRelay({ store, publisher, leadership, logger, ...short, ...more });
    return relay;
  };
  const messages = (): readonly string[] => lines.map(({ msg }) => msg);
  /** Everything in the log, each event once and in its order. */
  const expectAllPublished = (): Promise<void> =>
    eventually(async () => {
      const log = await store.readAll('start', 1_000_000);
      expect(positionsOf(publisher.events())).toEqual(positionsOf(log));
    });

  it('publishes the log in its order, and what is appended later', async () => {
    await fillLog(store, 1_000);
    start();
    await expectAllPublished();
    await appendPart(store, 50, 10);
    await expectAllPublished();
    expect(relay?.status()).toMatchObject({ state: 'relaying', position: 1_100n, published: 1_100 });
  });

  it('goes on behind what is published already', async () => {
    await fillLog(store, 300);
    await publisher.claim();
    await publisher.publish(await store.readAll('start', 170));
    start();
    await expectAllPublished();
    expect(relay?.status().published).toBe(130);
  });

  it('publishes at most so many events, and so many bytes, at once', async () => {
    await fillLog(store, 1_000);
    start({ batchLimit: 120, batchBytes: 50_000 });
    await expectAllPublished();
    const counts = publisher.batches().map((batch) => batch.length);
    expect(Math.max(...counts)).toBeLessThan(50);
    await relay?.stop();
    expect(messages().filter((message) => message.includes('interrupted'))).toEqual([]);
  });

  it('does nothing while another leads', async () => {
    leadership = leadershipByHand({ isWaiting: true });
    await fillLog(store, 100);
    start();
    await new Promise(setImmediate);
    expect(publisher.claims()).toBe(0);
    expect(relay?.status()).toEqual({ state: 'standing-by', position: undefined, lag: undefined, published: 0 });
    leadership.begin();
    await expectAllPublished();
  });

  it('stands by at the end of its term and goes on with the next from what others have published', async () => {
    await fillLog(store, 100);
    start();
    await expectAllPublished();
    await leadership.end();
    expect(relay?.status()).toMatchObject({ state: 'standing-by', position: undefined, lag: undefined });
    await appendPart(store, 50, 1);
    await publisher.claim();
    await publisher.publish(await store.readAll(100n, 60));
    leadership.begin();
    await expectAllPublished();
    expect(relay?.status().published).toBe(140);
  });

  it('stands by when it is fenced, and claims again only after a wait that grows', async () => {
    const waits: number[] = [];
    await fillLog(store, 100);
    publisher.next('fenced', 'fenced', 'fenced');
    start({
      fencedWaitMs: (times) => {
        waits.push(times);
        return 1;
      },
    });
    await expectAllPublished();
    expect(waits).toEqual([1, 2, 3]);
    expect(publisher.claims()).toBe(4);
  });

  it('has lost the place, and not failed, when another takes it over during its claim', async () => {
    const { claim } = publisher;
    let fencings = 0;
    publisher = {
      ...publisher,
      claim: async () => {
        if (fencings === 2) return claim();
        fencings += 1;
        throw new PublisherFenced('Another publisher of this name has taken over');
      },
    };
    const waits: number[] = [];
    await fillLog(store, 100);
    start({ fencedWaitMs: (times) => waits.push(times) });
    await expectAllPublished();
    expect(waits).toEqual([1, 2]);
    expect(lines.filter(({ level }) => level > 30).map(({ msg }) => msg)).toEqual(
      Array.from({ length: 2 }, () => 'relay fenced by another of its name'),
    );
  });

  it('leaves off claiming when its term is over, and has not failed by that', async () => {
    const claiming: ScriptedPublisher = {
      ...publisher,
      claim: (signal) => new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
    };
    start({ publisher: claiming });
    await leadership.end();
    expect(relay?.status().state).toBe('standing-by');
    expect(messages().filter((message) => message.includes('interrupted'))).toEqual([]);
  });

  it('leaves the place to who has fenced it when its term is over meanwhile', async () => {
    await fillLog(store, 100);
    publisher.next('fenced');
    start({ fencedWaitMs: () => 3_600_000 });
    await eventually(() => expect(relay?.status().state).toBe('fenced'));
    expect(relay?.status()).toMatchObject({ position: undefined, lag: undefined });
    await leadership.end();
    expect(publisher.claims()).toBe(1);
    expect(publisher.events()).toEqual([]);
  });

  it('goes on by itself when Kafka comes back, without loss and without a second copy', async () => {
    await fillLog(store, 1_000);
    publisher.next('published', 'away', 'published', 'lost answer', 'away', 'away');
    start({ batchLimit: 100 });
    await expectAllPublished();
    expect(publisher.claims()).toBe(5);
    expect(lines.filter(({ msg }) => msg.startsWith('relay interrupted')).map(({ level }) => level)).toEqual(
      Array.from({ length: 4 }, () => 40),
    );
  });

  it('waits longer with each failure in a row', async () => {
    const failures: number[] = [];
    publisher.beAway(true);
    await fillLog(store, 300);
    start({
      batchLimit: 100,
      backoffMs: (times) => {
        failures.push(times);
        if (times === 4) publisher.beAway(false);
        return 1;
      },
    });
    await expectAllPublished();
    publisher.next('away');
    await appendPart(store, 50, 3);
    await expectAllPublished();
    expect(failures).toEqual([1, 2, 3, 4, 1]);
  });

  it('goes on by itself when the log comes back', async () => {
    const inner = store;
    let outages = 3;
    store = {
      ...inner,
      follow: async function* (after, limit, signal) {
        for await (const events of inner.follow(after, limit, signal)) {
          yield events;
          outages -= 1;
          if (outages >= 0) throw new LogUnavailable('The log cannot be reached');
        }
      },
    };
    await fillLog(inner, 1_000);
    start({ batchLimit: 100 });
    await expectAllPublished();
    expect(publisher.claims()).toBe(4);
  });

  it('says so loudly, and tries again, when it is something else', async () => {
    const inner = store;
    let isBroken = true;
    await fillLog(inner, 100);
    const { claim } = publisher;
    publisher = {
      ...publisher,
      claim: async () => {
        if (isBroken) throw new RangeError('Nobody has thought of this');
        return claim();
      },
    };
    start();
    await eventually(() => expect(lines.some(({ level }) => level === 50)).toBe(true));
    expect(relay?.status().state).toBe('interrupted');
    isBroken = false;
    await expectAllPublished();
  });

  it('finishes the transaction in hand when it is stopped, and begins no other', async () => {
    await fillLog(store, 1_000);
    publisher.next('published', 'held');
    const { stop } = start({ batchLimit: 100 });
    await eventually(() => expect(publisher.isHolding()).toBe(true));
    const stopped = stop();
    await new Promise(setImmediate);
    expect(publisher.events()).toHaveLength(100);
    publisher.release();
    await stopped;
    expect(publisher.events()).toHaveLength(200);
    relay = undefined;
  });

  it('stops at once while it waits for Kafka', async () => {
    publisher.beAway(true);
    const { stop } = start({ backoffMs: () => 3_600_000 });
    await eventually(() => expect(relay?.status().state).toBe('interrupted'));
    await stop();
    expect(publisher.claims()).toBe(1);
  });
});

describe('The lag of a relay', () => {
  let store: EventStore;
  let publisher: ScriptedPublisher;
  let relay: Relay;
  let lines: Line[];
  let nowMs: number;

  beforeEach(() => {
    [store, publisher, lines, nowMs] = [inMemoryEventStore(), scriptedPublisher(), [], Date.now()];
  });
  afterEach(async () => {
    publisher.release();
    await relay.stop();
  });
  const start = (more: Partial<RelayDependencies> = {}): void => {
    relay = createRelay({
      ...{ store, publisher, leadership: leadershipByHand(), measureEveryMs: 2, backoffMs: () => 2 },
      logger: pino({}, { write: (line) => void lines.push(JSON.parse(line) as Line) }),
      now: () => new Date(nowMs),
      ...more,
    });
  };
  const expectLag = (lag: unknown): Promise<void> => eventually(() => expect(relay.status().lag).toEqual(lag));

  it('is nothing when everything is published', async () => {
    start();
    await expectLag({ positions: 0, seconds: 0 });
    await fillLog(store, 200);
    await eventually(() => expect(relay.status()).toMatchObject({ position: 200n, lag: { positions: 0, seconds: 0 } }));
  });

  it('is the number of positions and the age of the oldest event that are not published', async () => {
    await fillLog(store, 200);
    publisher.next('published', 'held');
    start({ batchLimit: 50 });
    await eventually(() => expect(publisher.isHolding()).toBe(true));
    const oldest = (await store.readAll(50n, 1))[0]?.recordedAt.getTime() ?? 0;
    nowMs = oldest + 90_000;
    await expectLag({ positions: 150, seconds: 90 });
    await appendPart(store, 50, 2);
    await expectLag({ positions: 250, seconds: 90 });
    nowMs += 500;
    await expectLag({ positions: 250, seconds: 90.5 });
    publisher.release();
    await expectLag({ positions: 0, seconds: 0 });
  });

  it('grows while Kafka is away', async () => {
    start({ backoffMs: () => 3_600_000 });
    await expectLag({ positions: 0, seconds: 0 });
    publisher.next('away');
    await fillLog(store, 100);
    await eventually(() => expect(relay.status().state).toBe('interrupted'));
    const oldest = (await store.readAll('start', 1))[0]?.recordedAt.getTime() ?? 0;
    nowMs = oldest + 60_000;
    const { positions, seconds } = await eventually(() => {
      const lag = relay.status().lag;
      expect(lag?.positions).toBe(100);
      return lag as NonNullable<typeof lag>;
    });
    expect([positions, seconds]).toEqual([100, 60]);
  });

  it('is not known as long as Kafka does not tell what is published', async () => {
    publisher.beAway(true);
    await fillLog(store, 100);
    start();
    await eventually(() => expect(relay.status().state).toBe('interrupted'));
    expect(relay.status()).toMatchObject({ position: undefined, lag: undefined });
  });

  it('is told in the log while it is caught up with, and when that is done, but not more often than asked for', async () => {
    await fillLog(store, 2_000);
    const { publish } = publisher;
    start({
      batchLimit: 100,
      publisher: {
        ...publisher,
        publish: async (events) => {
          // The figures need to know where the log ends before the first line.
          await eventually(() => expect(relay.status().lag).toBeDefined());
          nowMs += 2_500;
          return publish(events);
        },
      },
    });
    await eventually(() => expect(lines.at(-1)?.msg).toBe('relay caught up'));
    const told = lines.filter(({ msg }) => msg === 'relay catching up');
    expect(told.map(({ events, perSecond, percent }) => ({ events, perSecond, percent }))).toEqual([
      { events: 400, perSecond: 40, percent: 20 },
      { events: 800, perSecond: 40, percent: 40 },
      { events: 1_200, perSecond: 40, percent: 60 },
      { events: 1_600, perSecond: 40, percent: 80 },
    ]);
    expect(lines.at(-1)).toMatchObject({ events: 2_000, perSecond: 40 });
    await appendPart(store, 50, 20);
    await eventually(() => expect(relay.status().position).toBe(2_100n));
    expect(lines.at(-1)?.msg).toBe('relay caught up');
  });
});
