import type { StoredEvent } from '@campaigns/contracts';
import { eventually } from '@campaigns/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DeadLetters, EventFeed, Handled, Subscription, Topic } from '../event-feed.ts';
import { type EventStore, LogUnavailable } from '../event-store.ts';
import { newStream, sampleEvent } from './sample-events.ts';

/** One process: a feed of its own on the engine that all processes of a test have in common. */
export type FeedProcess = Readonly<{
  feed: EventFeed;
  deadLetters: DeadLetters;
  /** Ends it as a crash does: nothing is finished, committed or said. */
  crash: () => Promise<void>;
  close: () => Promise<void>;
}>;

export type EventFeedUnderTest = Readonly<{
  store: EventStore;
  /** Another process. */
  join: () => Promise<FeedProcess>;
  close: () => Promise<void>;
}>;

type Seen = Readonly<{ key: string; n: number; attempt: number }>;

const done: Handled = { outcome: 'done' };
const numberOf = (event: StoredEvent): number => (event.data as { n: number }).n;
/** Keyed by stream; streams of other categories are no part of it. */
const topic: Topic = {
  name: 'samples',
  keyOf: ({ stream }) => (stream.startsWith('sample-') ? stream : undefined),
};

/** What every EventFeed promises. `setup` gives an engine that nobody else uses meanwhile; it is called for every test. */
export const describeEventFeedContract = (name: string, setup: () => Promise<EventFeedUnderTest>): void => {
  describe(`EventFeed contract: ${name}`, () => {
    let under: EventFeedUnderTest;
    let processes: FeedProcess[];
    let seen: Seen[];

    beforeEach(async () => {
      under = await setup();
      processes = [];
      seen = [];
    });
    afterEach(async () => {
      for (const each of processes) await each.close();
      await under.close();
    });

    const join = async (): Promise<FeedProcess> => {
      const joined = await under.join();
      processes.push(joined);
      return joined;
    };

    const subscription = (handle: Subscription['handle'], more: Partial<Subscription> = {}): Subscription => ({
      group: 'group',
      topic,
      handle: async (event, context) => {
        seen.push({ key: context.key, n: numberOf(event), attempt: context.attempt });
        return handle(event, context);
      },
      backoffMs: () => 5,
      ...more,
    });

    const append = async (stream: ReturnType<typeof newStream>, from: number, count: number): Promise<void> => {
      const events = Array.from({ length: count }, (_, index) => sampleEvent({ n: from + index }));
      const result = await under.store.append(stream, from === 0 ? 'no-stream' : BigInt(from - 1), events);
      expect(result.outcome).toBe('appended');
    };
    const numbersOf = (key: string): readonly number[] => seen.filter((each) => each.key === key).map(({ n }) => n);
    const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n);
    /** Shows that nothing was left over: a later event arrives, and only that. */
    const expectOnlyNew = async (expected: number): Promise<void> => {
      const marker = newStream();
      await append(marker, 0, 1);
      await eventually(() => expect(numbersOf(marker)).toEqual([0]), { timeoutMs: 15_000 });
      expect(seen).toHaveLength(expected + 1);
    };

    it('hands over every event of the topic once, past and future, in order per key', async () => {
      const streams = Array.from({ length: 40 }, () => newStream());
      for (const stream of streams) await append(stream, 0, 5);
      await append(newStream('foreign'), 0, 3);
      const { feed } = await join();
      let inHand = 0;
      let most = 0;
      await feed.subscribe(
        subscription(async () => {
          inHand += 1;
          most = Math.max(most, inHand);
          await new Promise((resolve) => setTimeout(resolve, 1));
          inHand -= 1;
          return done;
        }),
      );
      for (const stream of streams) await append(stream, 5, 5);
      await eventually(() => expect(seen).toHaveLength(400), { timeoutMs: 15_000 });
      for (const stream of streams) expect(numbersOf(stream)).toEqual(upTo(10));
      expect(most).toBeGreaterThan(10);
    });

    it('works on one message of a key at a time', async () => {
      const stream = newStream();
      await append(stream, 0, 20);
      const { feed } = await join();
      let inHand = 0;
      const overlaps: number[] = [];
      await feed.subscribe(
        subscription(async (event) => {
          inHand += 1;
          await new Promise((resolve) => setTimeout(resolve, 1));
          if (inHand > 1) overlaps.push(numberOf(event));
          inHand -= 1;
          return done;
        }),
      );
      await eventually(() => expect(numbersOf(stream)).toEqual(upTo(20)));
      expect(overlaps).toEqual([]);
    });

    it('keeps to the concurrency asked for', async () => {
      for (let n = 0; n < 20; n += 1) await append(newStream(), 0, 1);
      const { feed } = await join();
      let inHand = 0;
      let most = 0;
      const handle = async (): Promise<Handled> => {
        inHand += 1;
        most = Math.max(most, inHand);
        await new Promise((resolve) => setTimeout(resolve, 2));
        inHand -= 1;
        return done;
      };
      await feed.subscribe(subscription(handle, { concurrency: 3 }));
      await eventually(() => expect(seen).toHaveLength(20));
      expect(most).toBe(3);
    });

    it('does not let a slow key hold up the others', async () => {
      const [slow, fast] = [newStream(), newStream()];
      const { promise: released, resolve: release } = Promise.withResolvers<void>();
      await append(slow, 0, 2);
      await append(fast, 0, 10);
      const { feed } = await join();
      await feed.subscribe(
        subscription(async (_, { key }) => {
          if (key === slow) await released;
          return done;
        }),
      );
      await eventually(() => expect(numbersOf(fast)).toEqual(upTo(10)));
      expect(numbersOf(slow)).toEqual([0]);
      release();
      await eventually(() => expect(numbersOf(slow)).toEqual([0, 1]));
    });

    it('gives every group all messages', async () => {
      const stream = newStream();
      await append(stream, 0, 3);
      const { feed } = await join();
      await feed.subscribe(subscription(async () => done));
      await feed.subscribe(subscription(async () => done, { group: 'other-group' }));
      await eventually(() => expect(numbersOf(stream).toSorted()).toEqual([0, 0, 1, 1, 2, 2]));
    });

    it('goes on after a stop where it was, without repeating what was finished', async () => {
      const stream = newStream();
      await append(stream, 0, 10);
      const { feed } = await join();
      const first = await feed.subscribe(subscription(async () => done));
      await eventually(() => expect(seen).toHaveLength(10));
      await first.stop();
      await append(stream, 10, 5);
      const { feed: next } = await join();
      await next.subscribe(subscription(async () => done));
      await eventually(() => expect(numbersOf(stream)).toEqual(upTo(15)), { timeoutMs: 15_000 });
    });

    it('finishes what is in hand before it stops', async () => {
      await append(newStream(), 0, 1);
      const { feed } = await join();
      const { promise: released, resolve: release } = Promise.withResolvers<void>();
      const running = await feed.subscribe(
        subscription(async () => {
          await released;
          return done;
        }),
      );
      await eventually(() => expect(seen).toHaveLength(1));
      let stopped = false;
      const stopping = running.stop().then(() => {
        stopped = true;
      });
      await new Promise((resolve) => setTimeout(resolve, 30));
      expect(stopped).toBe(false);
      release();
      await stopping;
      await feed.subscribe(subscription(async () => done));
      await expectOnlyNew(1);
    });

    it('hands a message over again when its process crashed before it was finished', async () => {
      const stream = newStream();
      await append(stream, 0, 3);
      const crashing = await join();
      const never = new Promise<Handled>(() => {});
      await crashing.feed.subscribe(subscription((event) => (numberOf(event) === 1 ? never : Promise.resolve(done))));
      await eventually(() => expect(numbersOf(stream)).toEqual([0, 1]));
      await crashing.crash();
      seen.length = 0;
      const { feed } = await join();
      await feed.subscribe(subscription(async () => done));
      await eventually(() => expect(numbersOf(stream).slice(-2)).toEqual([1, 2]), { timeoutMs: 30_000 });
    });

    it('never commits past unfinished work, however much was finished behind it', async () => {
      const [stuck, others] = [newStream(), Array.from({ length: 20 }, () => newStream())];
      await append(stuck, 0, 1);
      for (const other of others) await append(other, 0, 5);
      const crashing = await join();
      const never = new Promise<Handled>(() => {});
      await crashing.feed.subscribe(subscription((_, { key }) => (key === stuck ? never : Promise.resolve(done))));
      await eventually(() => expect(seen).toHaveLength(101));
      // Long enough for any commit on a timer.
      await new Promise((resolve) => setTimeout(resolve, 300));
      await crashing.crash();
      seen.length = 0;
      const { feed } = await join();
      await feed.subscribe(subscription(async () => done));
      await eventually(() => expect(numbersOf(stuck)).toEqual([0]), { timeoutMs: 30_000 });
    });

    it('lets another member take over when the first stops', async () => {
      const stream = newStream();
      const [first, second] = [await join(), await join()];
      const owners: string[] = [];
      const as = (owner: string): Subscription =>
        subscription(async () => {
          owners.push(owner);
          return done;
        });
      const running = await first.feed.subscribe(as('first'));
      await append(stream, 0, 1);
      await eventually(() => expect(owners).toEqual(['first']), { timeoutMs: 30_000 });
      await second.feed.subscribe(as('second'));
      await append(stream, 1, 1);
      await eventually(() => expect(owners).toHaveLength(2), { timeoutMs: 30_000 });
      await running.stop();
      await append(stream, 2, 1);
      await eventually(() => expect(owners[2]).toBe('second'), { timeoutMs: 30_000 });
      expect(numbersOf(stream)).toEqual([0, 1, 2]);
    });

    it('lets another member take over when the first crashes', async () => {
      const stream = newStream();
      const [first, second] = [await join(), await join()];
      await first.feed.subscribe(subscription(async () => done));
      await append(stream, 0, 1);
      await eventually(() => expect(numbersOf(stream)).toEqual([0]), { timeoutMs: 30_000 });
      await second.feed.subscribe(subscription(async () => done));
      await first.crash();
      await append(stream, 1, 1);
      await eventually(() => expect(numbersOf(stream)).toContain(1), { timeoutMs: 30_000 });
    });

    describe('a message that fails', () => {
      it('comes again before the next of its key, while other keys go on', async () => {
        const [failing, healthy] = [newStream(), newStream()];
        await append(failing, 0, 2);
        await append(healthy, 0, 3);
        const { feed } = await join();
        const fail = (attempt: number): Handled => {
          if (attempt === 1) throw new Error('first time');
          return attempt < 4 ? { outcome: 'retry', cause: new Error('not yet') } : done;
        };
        const handle: Subscription['handle'] = async (event, { key, attempt }) =>
          key === failing && numberOf(event) === 0 ? fail(attempt) : done;
        await feed.subscribe(subscription(handle, { backoffMs: () => 30 }));
        await eventually(() => expect(numbersOf(failing)).toEqual([0, 0, 0, 0, 1]));
        expect(numbersOf(healthy)).toEqual([0, 1, 2]);
        const lastHealthy = seen.findLastIndex(({ key }) => key === healthy);
        expect(seen.slice(lastHealthy).some(({ key, attempt }) => key === failing && attempt > 1)).toBe(true);
      });

      it('goes to the dead letters with its reason after the last attempt, and the key goes on', async () => {
        const stream = newStream();
        await append(stream, 0, 2);
        const { feed, deadLetters } = await join();
        const handle: Subscription['handle'] = async (event) => {
          if (numberOf(event) === 0) throw new RangeError('out of cheese');
          return done;
        };
        let told = 0;
        const onDeadLetter = (): void => {
          told += 1;
        };
        await feed.subscribe(subscription(handle, { maxAttempts: 3, onDeadLetter }));
        await eventually(() => expect(numbersOf(stream)).toEqual([0, 0, 0, 1]));
        expect(told).toBe(1);
        const letters = await deadLetters.list({ group: 'group' });
        expect(letters).toMatchObject([
          {
            group: 'group',
            topic: 'samples',
            key: stream,
            attempts: 3,
            event: { stream, revision: 0n, data: { n: 0 } },
          },
        ]);
        expect(letters[0]?.reason).toContain('out of cheese');
        expect(await deadLetters.list({ group: 'other-group' })).toEqual([]);
      });

      it('goes to the dead letters at once when it is rejected', async () => {
        const stream = newStream();
        await append(stream, 0, 1);
        const { feed, deadLetters } = await join();
        const gaveUp = Promise.withResolvers<void>();
        const handle: Subscription['handle'] = async () => ({ outcome: 'reject', reason: 'makes no sense' });
        await feed.subscribe(subscription(handle, { onDeadLetter: gaveUp.resolve }));
        await gaveUp.promise;
        expect(await deadLetters.list()).toMatchObject([{ reason: 'makes no sense', attempts: 1 }]);
        expect(seen).toHaveLength(1);
      });

      it('is tried without end while what it needs is away', async () => {
        const stream = newStream();
        await append(stream, 0, 2);
        const { feed, deadLetters } = await join();
        const handle: Subscription['handle'] = async (event, { attempt }) => {
          if (numberOf(event) === 0 && attempt <= 20) throw new LogUnavailable('away');
          return done;
        };
        await feed.subscribe(subscription(handle, { maxAttempts: 2, backoffMs: () => 1 }));
        await eventually(() => expect(numbersOf(stream).at(-1)).toBe(1), { timeoutMs: 15_000 });
        expect(numbersOf(stream)).toHaveLength(22);
        expect(await deadLetters.list()).toEqual([]);
      });
    });

    describe('a dead letter', () => {
      const die = async (isCured: () => boolean, maxAttempts = 1) => {
        const stream = newStream();
        await append(stream, 0, 2);
        const joined = await join();
        const handle: Subscription['handle'] = async (event) => {
          if (numberOf(event) === 0 && !isCured()) throw new Error('sick');
          return done;
        };
        const running = await joined.feed.subscribe(subscription(handle, { maxAttempts }));
        const [letter] = await eventually(async () => {
          const letters = await joined.deadLetters.list();
          expect(letters).toHaveLength(1);
          return letters;
        });
        if (letter === undefined) throw new Error('a dead letter was expected');
        await eventually(() => expect(numbersOf(stream)).toContain(1));
        return { ...joined, running, stream, letter };
      };

      it('is handled again when a person asks for it, and gone when that succeeds', async () => {
        let cured = false;
        const { stream, letter, deadLetters } = await die(() => cured);
        cured = true;
        expect(await deadLetters.retry(letter.id)).toBe(true);
        await eventually(() => expect(numbersOf(stream)).toEqual([0, 1, 0]));
        await eventually(async () => expect(await deadLetters.list()).toEqual([]));
        expect(await deadLetters.retry(letter.id)).toBe(false);
      });

      it('stays one dead letter when it fails again, and may be asked for again', async () => {
        let cured = false;
        const { stream, letter, deadLetters } = await die(() => cured);
        await deadLetters.retry(letter.id);
        await eventually(async () => expect(await deadLetters.list()).toMatchObject([{ id: letter.id, attempts: 2 }]));
        cured = true;
        await deadLetters.retry(letter.id);
        await eventually(() => expect(numbersOf(stream)).toEqual([0, 1, 0, 0]));
        await eventually(async () => expect(await deadLetters.list()).toEqual([]));
      });

      it('waits for a member when none is there', async () => {
        let cured = false;
        const { stream, letter, deadLetters, running, feed } = await die(() => cured);
        await running.stop();
        cured = true;
        expect(await deadLetters.retry(letter.id)).toBe(true);
        await feed.subscribe(subscription(async () => done));
        await eventually(() => expect(numbersOf(stream)).toEqual([0, 1, 0]), { timeoutMs: 15_000 });
      });

      it('is handled again with all others of its group, and those of another group are left', async () => {
        const streams = [newStream(), newStream(), newStream()];
        for (const stream of streams) await append(stream, 0, 2);
        const { feed, deadLetters } = await join();
        let isCured = false;
        const dieOfTheFirst: Subscription['handle'] = async (event) =>
          isCured || numberOf(event) > 0 ? done : { outcome: 'reject', reason: 'sick' };
        await feed.subscribe(subscription(dieOfTheFirst));
        await feed.subscribe({ ...subscription(dieOfTheFirst), group: 'other-group', handle: dieOfTheFirst });
        await eventually(async () => expect(await deadLetters.list()).toHaveLength(6), { timeoutMs: 15_000 });
        await eventually(() => expect(seen).toHaveLength(6));
        isCured = true;
        expect(await deadLetters.retryAll({ group: 'group' })).toBe(3);
        for (const stream of streams) await eventually(() => expect(numbersOf(stream)).toEqual([0, 1, 0]));
        await eventually(async () => expect(await deadLetters.list({ group: 'group' })).toEqual([]));
        expect(await deadLetters.retryAll({ group: 'group' })).toBe(0);
        expect(await deadLetters.list()).toHaveLength(3);
        expect(await deadLetters.retryAll()).toBe(3);
        await eventually(async () => expect(await deadLetters.list()).toEqual([]));
      });

      it('is gone when a person discards it', async () => {
        const { letter, deadLetters } = await die(() => false);
        expect(await deadLetters.discard(letter.id)).toBe(true);
        expect(await deadLetters.list()).toEqual([]);
        expect(await deadLetters.discard(letter.id)).toBe(false);
        await expectOnlyNew(2);
      });

      it('is unknown under an id that was never given', async () => {
        const { deadLetters } = await join();
        expect(await deadLetters.retry('11111111-1111-4111-8111-111111111111')).toBe(false);
        expect(await deadLetters.discard('no id at all')).toBe(false);
      });
    });
  });
};
