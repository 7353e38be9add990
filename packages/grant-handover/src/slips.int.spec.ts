import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@campaigns/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { migrateHandover } from './migrate.ts';
import { type AuthorizationSlips, authorizationSlips } from './slips.ts';

let database: TestDatabase;
let pool: pg.Pool;
let slips: AuthorizationSlips;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.url, max: 8 });
  // A connection that ends together with its database is no news.
  pool.on('error', () => undefined);
  await Promise.all(Array.from({ length: 6 }, () => migrateHandover(pool)));
  slips = authorizationSlips(pool);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const now = new Date('2026-03-01T09:00:00.000Z');
const slipOf = (state: string) => ({
  ...{ authorizationId: randomUUID(), state, authorizationUrl: `https://platform.test/consent?state=${state}` },
  ...{ verifier: 'sealed-verifier', expiresAt: '2026-03-01T09:10:00.000Z' },
});

describe('The slip of an authorization', () => {
  it('is found by its state once, even by several at the same time', async () => {
    const slip = slipOf('state-one');
    await slips.put(slip);
    const found = await Promise.all(Array.from({ length: 5 }, () => slips.takeState('state-one', now)));
    expect(found.filter((each) => each !== undefined)).toEqual([slip.authorizationId]);
    expect(await slips.takeState('state-one', now)).toBeUndefined();
  });

  it('is found by no other state, and not after its time', async () => {
    await slips.put(slipOf('state-two'));
    expect(await slips.takeState('state-tow', now)).toBeUndefined();
    expect(await slips.takeState('state-two', new Date('2026-03-01T09:10:00.000Z'))).toBeUndefined();
  });

  it('stays valid until its end when another is made for the same authorization', async () => {
    // By the database's clock, which throws away what ended an hour ago.
    const expiresAt = new Date(Date.now() + 600_000).toISOString();
    const first = { ...slipOf('state-first'), expiresAt };
    await slips.put(first);
    expect(await slips.takeUrl(first.authorizationId)).toBe(first.authorizationUrl);
    await slips.put({
      ...first,
      ...{ state: 'state-second', authorizationUrl: 'https://second.test', verifier: 'second' },
    });
    expect(await slips.takeUrl(first.authorizationId)).toBeUndefined();
    expect(await slips.takeState('state-second', now)).toBeUndefined();
    expect(await slips.takeState('state-first', now)).toBe(first.authorizationId);
    expect(await slips.find(first.authorizationId)).toMatchObject({ verifier: 'sealed-verifier' });
  });

  it('tells its address once, and keeps neither address nor state in clear', async () => {
    const slip = slipOf('state-three');
    await slips.put(slip);
    const told = await Promise.all(Array.from({ length: 3 }, () => slips.takeUrl(slip.authorizationId)));
    expect(told.filter((each) => each !== undefined)).toEqual([slip.authorizationUrl]);
    const { rows } = await pool.query('select s::text as row from handover.slips s where authorization_id = $1', [
      slip.authorizationId,
    ]);
    expect(rows[0].row).not.toContain('state-three');
  });

  it('carries what is sealed to the sync-worker, until it is thrown away', async () => {
    const slip = slipOf('state-four');
    await slips.put(slip);
    await slips.keepAnswer(slip.authorizationId, 'sealed-answer');
    expect(await slips.find(slip.authorizationId)).toEqual({ verifier: 'sealed-verifier', answer: 'sealed-answer' });
    await slips.remove(slip.authorizationId);
    expect(await slips.find(slip.authorizationId)).toBeUndefined();
  });

  it('is thrown away by the next one when it ended an hour ago', async () => {
    const long = new Date(Date.now() - 3_700_000).toISOString();
    const [old, next] = [{ ...slipOf('state-five'), expiresAt: long }, slipOf('state-six')];
    await slips.put(old);
    await slips.put({ ...next, expiresAt: new Date(Date.now() + 600_000).toISOString() });
    expect(await slips.find(old.authorizationId)).toBeUndefined();
    expect(await slips.find(next.authorizationId)).toBeDefined();
  });
});
