import { describe, expect, it } from '@jest/globals';
import { newStream, sampleEvent } from '../contract-suites/index.ts';
import type { KafkaMessage } from './incoming.ts';
import { partitionWindows } from './partition-windows.ts';

const messageIn = (partition: number, offset: number, key: string): KafkaMessage => ({
  event: { ...sampleEvent(), stream: newStream(), revision: 0n, position: 1_000n, recordedAt: new Date(0) },
  key,
  readAt: BigInt(offset),
  place: { topic: 'samples', partition, offset: BigInt(offset) },
  record: { key: null, value: null, headers: {} },
});

describe('The windows of partitions', () => {
  it('take turns', () => {
    const windows = partitionWindows([0, 3], 10);
    const messages = [messageIn(0, 0, 'a'), messageIn(0, 1, 'b'), messageIn(3, 0, 'c'), messageIn(3, 1, 'd')];
    for (const message of messages) windows.of(message.place.partition)?.add(message);
    const taken = [windows.take(), windows.take(), windows.take(), windows.take(), windows.take()];
    expect(taken.map((message) => message?.key)).toEqual(['a', 'c', 'b', 'd', undefined]);
  });

  it('have nothing to take when no partition is owned', () => {
    expect(partitionWindows([], 10).take()).toBeUndefined();
  });

  it('have a checkpoint each, and finish a message where it came from', () => {
    const windows = partitionWindows([0, 1], 10);
    const [first, second] = [messageIn(0, 5, 'a'), messageIn(1, 7, 'b')];
    windows.of(0)?.add(first);
    windows.of(1)?.add(second);
    expect(windows.checkpoints()).toEqual([
      { partition: 0, offset: 'start' },
      { partition: 1, offset: 'start' },
    ]);
    windows.take();
    windows.take();
    windows.finish(second);
    expect(windows.checkpoints()).toEqual([
      { partition: 0, offset: 'start' },
      { partition: 1, offset: 7n },
    ]);
  });

  it('hand a message out again when it was not done', () => {
    const windows = partitionWindows([0], 10);
    const message = messageIn(0, 0, 'a');
    windows.of(0)?.add(message);
    expect(windows.take()).toBe(message);
    expect(windows.take()).toBeUndefined();
    windows.release(message);
    expect(windows.take()).toBe(message);
  });
});
