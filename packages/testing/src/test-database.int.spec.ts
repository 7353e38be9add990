import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase } from './test-database.ts';

const tablesOf = async (url: string): Promise<readonly string[]> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('create table if not exists kept (n int)');
  const { rows } = await client.query<{ name: string }>(
    `select current_database() || '.' || tablename as name from pg_tables where schemaname = 'public'`,
  );
  await client.end();
  return rows.map(({ name }) => name);
};

describe('A test database', () => {
  it('is empty, its own, and gone after it was dropped', async () => {
    const [first, second] = [await createTestDatabase(), await createTestDatabase()];
    expect(await tablesOf(first.url)).toHaveLength(1);
    expect(await tablesOf(second.url)).not.toEqual(await tablesOf(first.url));
    await first.drop();
    await second.drop();
    await expect(tablesOf(first.url)).rejects.toMatchObject({ code: '3D000' });
  });
});
