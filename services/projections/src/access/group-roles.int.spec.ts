import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ReadDatabase, readDatabase } from '../testing/read-database.ts';
import { DatabaseNotSuitable, ensureGroupRoles } from './group-roles.ts';

let database: ReadDatabase;

beforeAll(async () => {
  database = await readDatabase();
});
afterAll(() => database.close());

describe('The roles that the policies name', () => {
  it.each(['login', 'superuser', 'bypassrls'])('are refused with the right %s, by name', async (right) => {
    const client = await database.pool.connect();
    // Never committed: the roles are those of the whole cluster.
    await client.query(`begin; alter role orchestration_analyst ${right}`);
    await expect(ensureGroupRoles(client)).rejects.toThrow(DatabaseNotSuitable);
    await expect(ensureGroupRoles(client)).rejects.toThrow('orchestration_analyst');
    await client.query('rollback');
    await ensureGroupRoles(client);
    client.release();
  });
});
