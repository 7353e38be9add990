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
    const steps = fc.array(fc.record({ kind: fc.constantFrom('add', 'pass', 'take', 'finish', 'release'), n: fc.nat(3) }));
    fc.assert(
      fc.property(steps, (happened) => {
        const window = feedWindow(0n, 1_000);
        const unfinished = new Set<Message>();
        const inHand: Message[] = [];
        let position = 0;
        for (const { kind, n } of happened) {
          const held = inHand[n % Math.max(inHand.length, 1)];
          if (kind === 'pass') window.pass(BigInt((position += 1)));
          if (kind === 'add') {
            const message = messageAt((position += 1), `key-${n}`);
            window.add(message);
            unfinished.add(message);
          }
          if (kind === 'take') {
            const message = window.take();
            if (message !== undefined) inHand.push(message);
          }
          if (held !== undefined && kind === 'finish') {
            window.finish(held);
            unfinished.delete(held);
          }
          if (held !== undefined && kind === 'release') window.release(held);
          if (held !== undefined && (kind === 'finish' || kind === 'release')) inHand.splice(inHand.indexOf(held), 1);
          expect(new Set(inHand.map(({ key }) => key)).size).toBe(inHand.length);
          const first = Math.min(position + 1, ...[...unfinished].map(({ event }) => Number(event.position)));
          expect(window.checkpoint()).toBe(BigInt(first - 1));
        }
      }),
    );
  });
});
