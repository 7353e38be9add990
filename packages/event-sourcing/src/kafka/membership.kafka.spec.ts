import { setTimeout as sleep } from 'node:timers/promises';
import type { StreamName } from '@campaigns/contracts';
import { describeWithKafka, eventually } from '@campaigns/testing';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { newStream } from '../contract-suites/index.ts';
import type { FeedHandler, Handled, Subscription } from '../event-feed.ts';
import { append, numberOf, upTo } from './testing/appends.ts';
import { type KafkaProcess, type KafkaWorld, kafkaWorld, samples, sessionTimeoutMs } from './testing/kafka-world.ts';

jest.setTimeout(60_000);

const done: Handled = { outcome: 'done' };

describeWithKafka('The members of a group on Kafka', (brokers) => {
  let world: KafkaWorld;
  let processes: KafkaProcess[];
  /** Who handled what, in the order of starting. */
  let handled: { member: string; key: string; n: number }[];
  let inHand: Map<string, number>;
  let overlaps: string[];

  beforeEach(async () => {
    world = await kafkaWorld(brokers);
    [processes, handled, inHand, overlaps] = [[], [], new Map(), []];
  });
  afterEach(async () => {
    for (const each of processes) await each.close();
    await world.close();
  });

  const join = async (options: Parameters<KafkaWorld['join']>[0] = {}): Promise<KafkaProcess> => {
    const joined = await world.join(options);
    processes.push(joined);
    return joined;
  };
  const as = (member: string, handle: FeedHandler = async () => done): Subscription => ({
    group: 'group',
    topic: samples,
    backoffMs: () => 5,
    handle: async (event, context) => {
      const { key } = context;
      handled.push({ member, key, n: numberOf(event) });
      const before = inHand.get(key) ?? 0;
      if (before > 0) overlaps.push(key);
      inHand.set(key, before + 1);
      try {
        return await handle(event, context);
      } finally {
        inHand.set(key, (inHand.get(key) ?? 1) - 1);
      }
    },
  });
  const numbersOf = (key: string): readonly number[] => handled.filter((each) => each.key === key).map(({ n }) => n);
  const handledBy = (member: string, key: string): readonly number[] =>
    handled.filter((each) => each.member === member && each.key === key).map(({ n }) => n);
  /** Every number up to `count`, none before the one before it. Numbers may come again from an earlier one on. */
  const expectInOrder = (key: string, count: number): void => {
    let next = 0;
    for (const n of numbersOf(key)) {
      expect(n).toBeLessThanOrEqual(next);
      next = Math.max(next, n + 1);
    }
    expect(next).toBe(count);
  };
  /** A stream that this member is handed, once the group has settled on more than one member. */
  const streamOf = (member: string): Promise<StreamName> =>
    eventually(
      async () => {
        const streams = upTo(20).map(() => newStream());
        for (const stream of streams) await append(world.store, stream, 0, 1);
        await eventually(() => expect(streams.filter((stream) => numbersOf(stream).length === 0)).toEqual([]));
        const members = new Map(handled.map((each) => [each.key, each.member]));
        expect(new Set(streams.map((stream) => members.get(stream))).size).toBe(2);
        const stream = streams.find((each) => members.get(each) === member);
        if (stream === undefined) throw new Error(`${member} has no stream`);
        return stream;
      },
      { timeoutMs: 20_000, everyMs: 200 },
    );

  it('keep a member whose handler takes longer than the session timeout', async () => {
    const [slow, other] = [newStream(), newStream()];
    const [first, second] = [await join(), await join()];
    const handle: FeedHandler = async (event, { key }) => {
      if (key === slow && numberOf(event) === 0) await sleep(sessionTimeoutMs + 2_000);
      return done;
    };
    await first.feed.subscribe(as('first', handle));
    await append(world.store, slow, 0, 2);
    await eventually(() => expect(numbersOf(slow)).toEqual([0]), { timeoutMs: 10_000 });
    await append(world.store, other, 0, 5);
    await eventually(() => expect(numbersOf(other)).toEqual(upTo(5)), { timeoutMs: 10_000 });
    await eventually(() => expect(numbersOf(slow)).toEqual([0, 1]), { timeoutMs: 15_000 });
    expect(overlaps).toEqual([]);
    // Had the group lost the member, another would be handed what it had.
    await second.feed.subscribe(as('second'));
    await eventually(async () => expect((await world.offsetsOf('group')).size).toBeGreaterThan(0));
    await eventually(() => expect(inHand.get(slow)).toBe(0), { timeoutMs: 15_000 });
    expect(numbersOf(slow)).toEqual([0, 1]);
  });

  it('share the work when another joins and when one leaves, without loss or two on one key', async () => {
    const streams = upTo(24).map(() => newStream());
    const slowly: FeedHandler = async () => {
      await sleep(15);
      return done;
    };
    const first = await join();
    const firstMember = await first.feed.subscribe(as('first', slowly));
    for (const stream of streams) await append(world.store, stream, 0, 20);
    await eventually(() => expect(handled.length).toBeGreaterThan(50), { timeoutMs: 10_000 });
    const second = await join();
    await second.feed.subscribe(as('second', slowly));
    for (const stream of streams) await append(world.store, stream, 20, 20);
    await eventually(() => expect(handled.some(({ member }) => member === 'second')).toBe(true), { timeoutMs: 15_000 });
    await firstMember.stop();
    for (const stream of streams) await append(world.store, stream, 40, 5);
    const unfinished = () => streams.filter((stream) => !numbersOf(stream).includes(44));
    await eventually(() => expect(unfinished()).toEqual([]), { timeoutMs: 20_000 });
    for (const stream of streams) expectInOrder(stream, 45);
    expect(overlaps).toEqual([]);
  });

  it('do not hand a key to a new member before the message in hand is finished', async () => {
    const stuck = newStream();
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const handle: FeedHandler = async (_, { key }) => {
      if (key === stuck) await released;
      return done;
    };
    const first = await join({ rebalanceTimeoutMs: 30_000 });
    await first.feed.subscribe(as('first', handle));
    await append(world.store, stuck, 0, 3);
    await eventually(() => expect(numbersOf(stuck)).toEqual([0]), { timeoutMs: 10_000 });
    const second = await join({ rebalanceTimeoutMs: 30_000 });
    await second.feed.subscribe(as('second', handle));
    // Longer than the session timeout: the first member is kept although it does not join the others yet.
    await sleep(sessionTimeoutMs + 1_500);
    expect(numbersOf(stuck)).toEqual([0]);
    release();
    await eventually(() => expect(numbersOf(stuck)).toEqual([0, 1, 2]), { timeoutMs: 15_000 });
    expect(overlaps).toEqual([]);
    expect(await streamOf('second')).toBeDefined();
  });

  it('go on without one that is cut off, which starts nothing more and whose commits have no effect', async () => {
    let held: StreamName | undefined;
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const first = await join({ rebalanceTimeoutMs: 40_000 });
    const second = await join({ rebalanceTimeoutMs: 40_000 });
    const holding: FeedHandler = async (_, { key }) => {
      if (key === held) await released;
      return done;
    };
    await first.feed.subscribe(as('first', holding));
    await second.feed.subscribe(as('second'));
    const stream = await streamOf('first');
    held = stream;
    await append(world.store, stream, 1, 5);
    await eventually(() => expect(numbersOf(stream)).toEqual([0, 1]));
    first.network.cut();
    // The second takes over: what the first has in hand, and all that follows.
    await eventually(() => expect(handledBy('second', stream).slice(-5)).toEqual([1, 2, 3, 4, 5]), {
      timeoutMs: 30_000,
    });
    const handledBefore = handled.length;
    const offsets = await eventually(async () => {
      const before = await world.offsetsOf('group');
      await sleep(300);
      expect(await world.offsetsOf('group')).toEqual(before);
      return before;
    });
    // Able to speak to the group again, the first finishes what it has in hand, under its old membership.
    first.network.mend();
    release();
    expect(await streamOf('first')).toBeDefined();
    expect(handledBy('first', stream)).toEqual([0, 1]);
    expect(handled.slice(handledBefore).filter(({ key }) => key === stream)).toEqual([]);
    const after = await world.offsetsOf('group');
    for (const [partition, offset] of offsets) expect(after.get(partition)).toBeGreaterThanOrEqual(offset);
  });
});
