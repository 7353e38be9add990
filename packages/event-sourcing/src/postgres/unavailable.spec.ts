import { describe, expect, it } from '@jest/globals';
import { LogUnavailable } from '../event-store.ts';
import { isUnavailable, persistently } from './unavailable.ts';

const failure = (message: string, code?: string): Error =>
  Object.assign(new Error(message), code === undefined ? {} : { code });
const refused = failure('connect ECONNREFUSED', 'ECONNREFUSED');

describe('The log', () => {
  it('is away when Postgres is, and when an adapter has said so already', () => {
    expect(isUnavailable(refused)).toBe(true);
    expect(isUnavailable(new LogUnavailable('away'))).toBe(true);
    expect(isUnavailable(failure('', '23505'))).toBe(false);
  });
});

describe('A repeatable statement', () => {
  const failing = (error: unknown, times: number) => {
    let runs = 0;
    const run = async (): Promise<number> => {
      runs += 1;
      if (runs <= times) throw error;
      return runs;
    };
    return { run, runs: () => runs };
  };

  it('is run again while Postgres is away', async () => {
    expect(await persistently(failing(refused, 2).run, [1, 1, 1])).toBe(3);
  });

  it('is given up in the end', async () => {
    const { run, runs } = failing(refused, 99);
    await expect(persistently(run, [1, 1])).rejects.toThrow(LogUnavailable);
    expect(runs()).toBe(3);
  });

  it('is not run again when the statement is wrong', async () => {
    const wrong = failure('no such table', '42P01');
    const { run, runs } = failing(wrong, 99);
    await expect(persistently(run, [1, 1])).rejects.toBe(wrong);
    expect(runs()).toBe(1);
  });

  it('is not run again after a time limit, for it has waited already', async () => {
    const { run, runs } = failing(failure('canceling statement due to lock timeout', '55P03'), 99);
    await expect(persistently(run, [1, 1])).rejects.toThrow(LogUnavailable);
    expect(runs()).toBe(1);
  });
});
