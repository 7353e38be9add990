import { describe, expect, it } from '@jest/globals';
import { LogUnavailable } from '../event-store.ts';
import { isUnavailable, persistently } from './unavailable.ts';

const failure = (message: string, code?: string): Error =>
  Object.assign(new Error(message), code === undefined ? {} : { code });
const refused = failure('connect ECONNREFUSED', 'ECONNREFUSED');

describe('Postgres', () => {
  it.each(['ECONNRESET', '57P01', '08006', '53300', '53100', '55P03', '25006'])('is away when it says %s', (code) =>
    expect(isUnavailable(failure('', code))).toBe(true),
  );

  it('is away when the connection broke without a code', () => {
    expect(isUnavailable(failure('Connection terminated unexpectedly'))).toBe(true);
    expect(isUnavailable(failure('timeout exceeded when trying to connect'))).toBe(true);
  });

  it.each(['23505', '42501', '22P05', '42P01', '3D000'])('is there when it answers %s', (code) =>
    expect(isUnavailable(failure('Connection terminated', code))).toBe(false),
  );

  it('is not to blame for what is no error of its own', () => {
    for (const thrown of [undefined, null, 'ECONNREFUSED', new TypeError('no')])
      expect(isUnavailable(thrown)).toBe(false);
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
