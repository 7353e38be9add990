import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { isPostgresAway } from './away.ts';

const failure = (message: string, code?: string): Error =>
  Object.assign(new Error(message), code === undefined ? {} : { code });

describe('Postgres', () => {
  it.each(['ECONNRESET', '57P01', '08006', '53300', '53100', '55P03', '25006'])('is away when it says %s', (code) =>
    expect(isPostgresAway(failure('', code))).toBe(true),
  );

  it.each([
    'Connection terminated unexpectedly',
    'timeout exceeded when trying to connect',
    'Client has encountered a connection error and is not queryable',
    'Client was closed and is not queryable',
  ])('is away when the driver says without a code: %s', (message) =>
    expect(isPostgresAway(failure(message))).toBe(true),
  );

  it('is away when the error comes from elsewhere than this program, as those of the network do in a test', () => {
    const foreign: unknown = runInNewContext("Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })");
    expect(foreign).not.toBeInstanceOf(Error);
    expect(isPostgresAway(foreign)).toBe(true);
  });

  it.each(['23505', '42501', '22P05', '42P01', '3D000'])('is there when it answers %s', (code) =>
    expect(isPostgresAway(failure('Connection terminated', code))).toBe(false),
  );

  it('is not to blame for what is no error of its own', () => {
    for (const thrown of [undefined, null, 'ECONNREFUSED', new TypeError('no')])
      expect(isPostgresAway(thrown)).toBe(false);
  });
});
