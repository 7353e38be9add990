import { describe, expect, it } from '@jest/globals';
import { LogUnavailable } from '../event-store.ts';
import { isUnavailable, persistently, within } from './unavailable.ts';

const lost = (): Error => Object.assign(new Error('14 UNAVAILABLE: No connection established'), { code: 14 });

describe('EventStoreDB is taken for unavailable', () => {
  it.each([
    ['by the kind that the client gives the error', { type: 'unavailable' }],
    ['when another node leads now', { type: 'not-leader', code: 5 }],
    ['when the server gave up in time', { type: 'timeout', code: 10 }],
    ['by the gRPC code', { code: 4, message: 'Deadline exceeded' }],
    ['when the call was cut off', { code: 13, message: '13 INTERNAL: Received RST_STREAM with code 2' }],
    ['when it is starting', { type: 'unknown', message: 'Could not recognize Server Is Not Ready' }],
    ['when no node of the cluster answers', new Error('Failed to discover after 10 attempts.')],
    ['when another call closed the channel', new Error('Channel has been shut down')],
  ])('%s', (_, error) => expect(isUnavailable(error)).toBe(true));

  it.each([
    ['a conflict', { type: 'wrong-expected-version', code: 9 }],
    ['a deleted stream', { type: 'stream-deleted', code: 9 }],
    ['a refused user', { type: 'access-denied', code: 7 }],
    ['a mistake of ours', new TypeError('x is not a function')],
    ['no error at all', undefined],
  ])('not for %s', (_, error) => expect(isUnavailable(error)).toBe(false));
});

describe('A call that may be repeated', () => {
  it('is repeated while EventStoreDB is away', async () => {
    let calls = 0;
    const run = async (): Promise<string> => {
      calls += 1;
      if (calls < 3) throw lost();
      return 'answer';
    };
    expect(await persistently(1_000, run)).toBe('answer');
  });

  it('is given up when its time is over, and told how much is left of it', async () => {
    const left: number[] = [];
    const run = async (leftMs: number): Promise<never> => {
      left.push(leftMs);
      throw lost();
    };
    await expect(persistently(60, run)).rejects.toThrow(LogUnavailable);
    expect(left).toHaveLength(2);
    expect(left[1]).toBeLessThan(60);
  });

  it('is not repeated when it is wrong', async () => {
    let calls = 0;
    const run = async (): Promise<never> => {
      calls += 1;
      throw new TypeError('wrong');
    };
    await expect(persistently(1_000, run)).rejects.toThrow(TypeError);
    expect(calls).toBe(1);
  });

  it('ends when it has taken too long, though nobody answers', async () => {
    await expect(within(10, new Promise(() => undefined))).rejects.toThrow(LogUnavailable);
  });
});
