import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Admin, Consumer, Kafka } from 'kafkajs';
import { LogUnavailable } from '../event-store.ts';
import { readTopics } from './read-topics.ts';

type Step = 'connect' | 'subscribe' | 'run';

const admin = {
  fetchTopicOffsets: async () => [{ partition: 0, offset: '7', low: '0', high: '7' }],
} as unknown as Admin;

/** A consumer that stays in one of its steps until it is let go on, and what was asked of it. */
const slowConsumer = (slow: Step) => {
  const asked: string[] = [];
  const reached = Promise.withResolvers<void>();
  const going = Promise.withResolvers<void>();
  const step = (name: Step) => async (): Promise<void> => {
    asked.push(name);
    if (name !== slow) return;
    reached.resolve();
    await going.promise;
  };
  const consumer = {
    events: {},
    on: () => () => undefined,
    ...{ connect: step('connect'), subscribe: step('subscribe'), run: step('run') },
    disconnect: async () => void asked.push('disconnect'),
  } as unknown as Consumer;
  const kafka = { consumer: () => consumer } as unknown as Kafka;
  return { kafka, asked, reached: reached.promise, goOn: going.resolve };
};

describe('Reading topics', () => {
  beforeEach(() => void jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] }));
  afterEach(() => void jest.useRealTimers());

  it.each<[Step, readonly string[]]>([
    ['connect', ['connect']],
    ['subscribe', ['connect', 'subscribe']],
    ['run', ['connect', 'subscribe', 'run']],
  ])('ends after 30 s also in the midst of %s, and leaves nothing behind', async (slow, before) => {
    const { kafka, asked, reached, goOn } = slowConsumer(slow);
    const read = readTopics({ kafka, admin, topics: ['samples'], reader: 'reader' });
    const failing = expect(read).rejects.toBeInstanceOf(LogUnavailable);
    await reached;
    jest.advanceTimersByTime(30_000);
    await failing;
    expect(asked).toEqual([...before, 'disconnect']);
    goOn();
    await new Promise(setImmediate);
    expect(asked).toEqual([...before, 'disconnect', 'disconnect']);
  });
});
