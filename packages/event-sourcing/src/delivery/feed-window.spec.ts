import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newStream, sampleEvent } from '../contract-suites/index.ts';
import { feedWindow, type Message } from './feed-window.ts';

const messageAt = (position: number, key = 'a', deadLetterId?: string): Message => ({
  event: {
    ...sampleEvent(),
    stream: newStream(),
    revision: 0n,
    position: BigInt(position),
    recordedAt: new Date(0),
  },
  key,
  ...(deadLetterId === undefined ? {} : { deadLetterId }),
});

const kinds = ['add', 'pass', 'take', 'finish', 'release'] as const;

/** A window whose reader reads position after position, beside what it must come to. */
const watchedWindow = () => {
  const window = feedWindow(0n, 1_000);
  const unfinished = new Set<Message>();
  const inHand: Message[] = [];
  let position = 0;
  const letGo = (n: number, how: (message: Message) => void): void => {
    const [message] = inHand.splice(n % Math.max(inHand.length, 1), 1);
    if (message !== undefined) how(message);
  };
  const does: Record<(typeof kinds)[number], (n: number) => void> = {
    add: (n) => {
      position += 1;
      const message = messageAt(position, `key-${n}`);
      unfinished.add(message);
      window.add(message);
    },
    pass: () => {
      position += 1;
      window.pass(BigInt(position));
    },
    take: () => {
      const message = window.take();
      if (message !== undefined) inHand.push(message);
    },
    finish: (n) =>
      letGo(n, (message) => {
        unfinished.delete(message);
        window.finish(message);
      }),
    release: (n) => letGo(n, window.release),
  };
  const lastFinished = (): bigint =>
    BigInt(Math.min(position + 1, ...[...unfinished].map(({ event }) => Number(event.position))) - 1);
  return { window, inHand, does, lastFinished };
};

describe('A feed window', () => {
  it('stands where the group left off while nothing was read', () => {
    expect(feedWindow('start', 10).checkpoint()).toBe('start');
    expect(feedWindow(7n, 10).checkpoint()).toBe(7n);
  });

  it('hands out one message of a key at a time, in the order read', () => {
    const window = feedWindow('start', 10);
    const [first, second] = [messageAt(1), messageAt(2)];
    window.add(first);
    window.add(second);
    expect(window.take()).toBe(first);
    expect(window.take()).toBeUndefined();
    window.finish(first);
    expect(window.take()).toBe(second);
  });

  it('hands out a message again before the next of its key when it was not done', () => {
    const window = feedWindow('start', 10);
    const [first, second] = [messageAt(1), messageAt(2)];
    window.add(first);
    window.add(second);
    window.take();
    expect(window.take()).toBeUndefined();
    window.release(first);
    expect(window.take()).toBe(first);
  });

  it('lets keys take turns', () => {
    const window = feedWindow('start', 10);
    const [a1, a2, b1] = [messageAt(1, 'a'), messageAt(2, 'a'), messageAt(3, 'b')];
    for (const message of [a1, a2, b1]) window.add(message);
    const first = window.take() as Message;
    window.finish(first);
    expect([first, window.take(), window.take()]).toEqual([a1, b1, a2]);
  });

  it('keeps the checkpoint before the first unfinished message, at what was read before it', () => {
    const window = feedWindow(3n, 10);
    window.pass(5n);
    const [first, second] = [messageAt(9, 'a'), messageAt(12, 'b')];
    window.add(first);
    window.add(second);
    window.pass(20n);
    window.finish(second);
    expect(window.checkpoint()).toBe(5n);
    window.finish(first);
    expect(window.checkpoint()).toBe(20n);
  });

  it('counts the checkpoint in the places of a message where these are not the positions of its event', () => {
    const window = feedWindow('start', 10);
    const [first, second] = [
      { ...messageAt(900, 'a'), readAt: 4n },
      { ...messageAt(700, 'b'), readAt: 6n },
    ];
    window.add(first);
    window.add(second);
    window.finish(first);
    expect(window.checkpoint()).toBe(4n);
    window.finish(second);
    expect(window.checkpoint()).toBe(6n);
  });

  it('is full at its limit and has room again when one is finished', () => {
    const window = feedWindow('start', 2);
    const first = messageAt(1);
    window.add(first);
    expect(window.isFull()).toBe(false);
    window.add(messageAt(2));
    expect(window.isFull()).toBe(true);
    window.finish(first);
    expect(window.isFull()).toBe(false);
  });

  it('puts what comes back from the dead letters behind its key, without a say in the checkpoint', () => {
    const window = feedWindow(10n, 10);
    const [current, back] = [messageAt(11), messageAt(4, 'a', 'letter')];
    window.add(current);
    window.bringBack(back);
    expect(window.take()).toBe(current);
    window.finish(current);
    expect(window.take()).toBe(back);
    expect(window.checkpoint()).toBe(11n);
  });

  it('never has a checkpoint past unfinished work or two of a key in hand, whatever happens', () => {
    const steps = fc.array(fc.record({ kind: fc.constantFrom(...kinds), n: fc.nat(3) }));
    fc.assert(
      fc.property(steps, (happened) => {
        const watched = watchedWindow();
        for (const { kind, n } of happened) {
          watched.does[kind](n);
          const keys = watched.inHand.map(({ key }) => key);
          expect(new Set(keys).size).toBe(keys.length);
          expect(watched.window.checkpoint()).toBe(watched.lastFinished());
        }
      }),
    );
  });
});
