import { randomUUID } from 'node:crypto';
import { logPool } from '@campaigns/event-sourcing';
import { migrateReadTables } from '@campaigns/projections';
import { createTestDatabase, type TestDatabase } from '@campaigns/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { dataFolder, runToEnd } from './testing/running-system.ts';

let database: TestDatabase;
let owner: pg.Pool;
const org = randomUUID();

beforeEach(async () => {
  database = await createTestDatabase();
  owner = logPool({ url: database.url, applicationName: 'test', max: 2 });
  await migrateReadTables(owner);
  for (const [id, name] of [
    [org, 'ours'],
    [randomUUID(), 'theirs'],
  ]) {
    await owner.query(
      `insert into read.campaign_templates values (gen_random_uuid(), $1, $2, null, 'awareness', 'traffic', '{meta}',
         '{}', '{}', '{}', '{}', '{}', false, true, false, 0, 'nobody', now(), now(), 0)`,
      [id, name],
    );
  }
});
afterEach(async () => {
  await owner.end();
  await database.drop();
});

const run = (...args: string[]) => runToEnd('analyst.ts', args, { DATABASE_URL: database.url });

describe('The analyst command', () => {
  it('prints nothing but a connection string, with which the rows of one organisation can be read', async () => {
    const { code, stdout, stderr } = await run('--org', org, '--name', 'maria');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^postgres(ql)?:\/\/analyst_[0-9a-f]{12}:[\w-]{32}@\S+\n$/);
    const analyst = logPool({ url: stdout.trim(), applicationName: 'maria', max: 1 });
    expect((await analyst.query('select name from campaign_templates')).rows).toEqual([{ name: 'ours' }]);
    await analyst.end();
  });

  it('gives the same analyst a new password, and the old one ends', async () => {
    const first = await run('--org', org, '--name', 'maria');
    const second = await run('--org', org, '--name', 'maria');
    const userOf = (url: string): string => new URL(url.trim()).username;
    expect(userOf(second.stdout)).toBe(userOf(first.stdout));
    const old = logPool({ url: first.stdout.trim(), applicationName: 'maria', max: 1 });
    await expect(old.query('select 1')).rejects.toMatchObject({ code: '28P01' });
    await old.end();
  });

  it('explains itself with --help', async () => {
    const { code, stdout } = await run('--help');
    expect(code).toBe(0);
    expect(stdout).toContain('Usage: pnpm --silent analyst --org UUID');
  });

  it.each([
    ['no organisation', [], '--org'],
    ['an organisation that is no UUID', ['--org', 'acme'], '--org'],
    ['an empty name', ['--org', org, '--name', ''], '--name'],
    ['an unknown flag', ['--org', org, '--colour', 'red'], '--colour'],
    ['a flag without a value', ['--org'], '--org'],
  ])('refuses %s with one line and 2', async (_, args, named) => {
    const { code, stdout, stderr } = await run(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain(named);
  });

  it('says in one line when no system runs on the data folder', async () => {
    const folder = await dataFolder();
    const env = { DATABASE_URL: '', DATA_DIR: folder.path };
    const { code, stdout, stderr } = await runToEnd('analyst.ts', ['--org', org], env);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe('The system is not running; start it first, or set DATABASE_URL\n');
    await folder.drop();
  });
});
