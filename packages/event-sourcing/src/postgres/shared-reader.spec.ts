import type { StoredEvent } from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';
import { newStream, sampleEvent } from '../contract-suites/index.ts';
import type { After } from '../event-store.ts';
import { sharedReader } from './shared-reader.ts';

const eventAt = (position: number): StoredEvent => ({
  ...sampleEvent(),
  stream: newStream(),
  revision: 0n,
  position: BigInt(position),
  recordedAt: new Date(0),
});

/** A log in memory that counts its reads, and a shared reader on it. */
const countedLog = (capacity?: number) => {
  const log: StoredEvent[] = [];
  let reads = 0;
  let version = 0;
  const read = sharedReader(
    async (after, limit) => {
      reads += 1;
      const from = after === 'start' ? 0 : Number(after);
      const found = log.slice(from, from + limit);
      await new Promise((resolve) => setImmediate(resolve));
      return found;
    },
    () => version,
    capacity,
  );
  return {
    read,
    reads: () => reads,
    grow: (count: number): void => {
      for (let n = 0; n < count; n += 1) log.push(eventAt(log.length + 1));
      version += 1;
    },
  };
};

const positions = (events: readonly StoredEvent[]): readonly number[] => events.map(({ position }) => Number(position));
const range = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, n) => from + n);

describe('Followers of one process', () => {
  it('share one read at the end of the log', async () => {
    const { read, reads, grow } = countedLog();
    await read('start', 100);
    grow(10);
    const before = reads();
    const found = await Promise.all([1, 2, 3, 4, 5].map(() => read('start', 100)));
    expect(found.map(positions)).toEqual([1, 2, 3, 4, 5].map(() => range(1, 10)));
    expect(reads() - before).toBe(1);
  });

  it('find what is kept without another read', async () => {
    const { read, reads, grow } = countedLog();
    await read('start', 100);
    grow(50);
    await read('start', 100);
    const before = reads();
    expect(positions(await read(20n, 10))).toEqual(range(21, 30));
    expect(reads()).toBe(before);
  });

  it('read again when a signal came after the read they joined had begun', async () => {
    const { read, grow } = countedLog();
    await read('start', 100);
    const early = read('start', 100);
    grow(1);
    const late = read('start', 100);
    await early;
    expect(positions(await late)).toEqual([1]);
  });

  it('read for themselves what is no longer kept', async () => {
    const { read, grow } = countedLog(20);
    await read('start', 1_000);
    for (let n = 0; n < 10; n += 1) {
      grow(10);
      await read(BigInt(n * 10), 100);
    }
    expect(positions(await read('start', 5))).toEqual(range(1, 5));
    expect(positions(await read(33n, 1_000))).toEqual(range(34, 100));
  });

  it('miss nothing when a follower that starts ahead moves on what is kept', async () => {
    const { read, grow } = countedLog();
    await read('start', 10);
    grow(5);
    const behind = read('start', 2);
    await read(4n, 10);
    grow(5);
    const seen: number[] = [...positions(await behind)];
    for (let rounds = 0; rounds < 20 && seen.length < 10; rounds += 1) {
      seen.push(...positions(await read(BigInt(seen.at(-1) ?? 0), 2)));
    }
    expect(seen).toEqual(range(1, 10));
  });

  it('see every event once and in order, each at its own pace', async () => {
    const { read, grow } = countedLog(30);
    const follow = async (limit: number): Promise<readonly number[]> => {
      const seen: number[] = [];
      for (let after: After = 'start'; seen.length < 400; ) {
        const batch = await read(after, limit);
        seen.push(...positions(batch));
        after = batch.at(-1)?.position ?? after;
        await new Promise((resolve) => setImmediate(resolve));
      }
      return seen;
    };
    const following = [1, 3, 7, 50].map(follow);
    for (let n = 0; n < 100; n += 1) {
      grow(4);
      await new Promise((resolve) => setImmediate(resolve));
    }
    for (const seen of await Promise.all(following)) expect(seen).toEqual(range(1, 400));
  });
});
