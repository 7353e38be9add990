import { randomBytes, randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@campaigns/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { migrateVault } from './migrate.ts';
import { createVault } from './vault.ts';

const key = (id: string) => ({ id, key: randomBytes(32) });

describe('the vault in Postgres', () => {
  let database: TestDatabase;
  let pool: pg.Pool;

  beforeAll(async () => {
    database = await createTestDatabase();
    pool = new pg.Pool({ connectionString: database.url, max: 8 });
    await Promise.all(Array.from({ length: 6 }, () => migrateVault(pool)));
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  it('gives back what was put last, under the key of today', async () => {
    const [old, current] = [key('old'), key('current')];
    const connectionId = randomUUID();
    await createVault(pool, [old]).put(connectionId, { platform: 'meta', accessToken: 'first' });
    await createVault(pool, [old]).put(connectionId, {
      platform: 'google',
      accessToken: 'second',
      loginCustomerId: '1234567890',
    });
    const rotating = createVault(pool, [current, old]);
    expect(await rotating.rotate()).toBe(1);
    const opened = await createVault(pool, [current]).get(connectionId);
    expect(opened?.accessToken.reveal()).toBe('second');
    expect(opened?.loginCustomerId).toBe('1234567890');
    await rotating.remove(connectionId);
    expect(await rotating.get(connectionId)).toBeUndefined();
  });

  it('does not overwrite a secret that is replaced while keys are rotated', async () => {
    const [old, current] = [key('old'), key('current')];
    const connectionIds = Array.from({ length: 5 }, () => randomUUID());
    const writer = createVault(pool, [current, old]);
    for (const id of connectionIds) await createVault(pool, [old]).put(id, { platform: 'tiktok', accessToken: 'old' });
    await Promise.all([
      writer.rotate(),
      ...connectionIds.map((id) => writer.put(id, { platform: 'tiktok', accessToken: 'new' })),
    ]);
    for (const id of connectionIds) expect((await writer.get(id))?.accessToken.reveal()).toBe('new');
  });
});
