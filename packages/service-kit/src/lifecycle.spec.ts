import { afterEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { lifecycle } from './lifecycle.ts';

const logger = pino({ level: 'silent' });
afterEach(() => void process.removeAllListeners('SIGUSR2'));

describe('lifecycle', () => {
  it('closes in reverse order, once, and past a failing close', async () => {
    const closed: string[] = [];
    const { track, close } = lifecycle(logger);
    expect(track('pool', 'the pool', (name) => closed.push(name))).toBe('the pool');
    track('broken', 'b', () => {
      throw new Error('cannot close');
    });
    track('server', 'the server', async (name) => closed.push(name));
    await Promise.all([close(), close()]);
    expect(closed).toEqual(['the server', 'the pool']);
  });

  it('closes on a signal before the process ends, and ends with 1 when a close failed', async () => {
    const ended = Promise.withResolvers<number>();
    const { track, closeOn } = lifecycle(logger, ended.resolve);
    track('broken', 'b', () => Promise.reject(new Error('cannot close')));
    closeOn('SIGUSR2');
    process.emit('SIGUSR2', 'SIGUSR2');
    expect(await ended.promise).toBe(1);
  });
});
