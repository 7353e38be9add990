import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createTestDatabase, inMemoryEventStore, type TestDatabase } from '@campaigns/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createAnalyst } from '../access/analysts.ts';
import { DatabaseNotSuitable } from '../access/group-roles.ts';
import { rebuildReadTables } from '../rebuild/rebuild.ts';
import { campaign } from '../testing/campaign.ts';
import { project } from '../testing/project.ts';
import { dump, readDatabase, silent } from '../testing/read-database.ts';
import { lived } from '../testing/stories.ts';
import { migrateReadTables } from './migrate.ts';

let database: TestDatabase;
let pool: pg.Pool;
let others: pg.Pool[];
let closers: (() => Promise<void>)[];

beforeEach(async () => {
  database = await createTestDatabase();
  pool = open(database.url);
  others = [];
  closers = [];
});
afterEach(async () => {
  await Promise.all([pool, ...others].map((each) => each.end()));
  await database.drop();
  for (const close of closers) await close();
});

const open = (url: string): pg.Pool => {
  const opened = new pg.Pool({ connectionString: url, max: 6 });
  opened.on('error', () => undefined);
  return opened;
};
const as = (user: string, password: string): pg.Pool => {
  const url = new URL(database.url);
  url.username = user;
  url.password = password;
  const other = open(url.href);
  others.push(other);
  return other;
};

/** Another database of the same cluster. */
const readPool = async (): Promise<pg.Pool> => {
  const { pool: other, close } = await readDatabase();
  closers.push(close);
  return other;
};

const versions = async (): Promise<unknown> => (await pool.query('select version from read_meta.versions')).rows;

describe('Making the read tables', () => {
  it('can be done by several processes at once', async () => {
    const script = join(import.meta.dirname, '../testing/migrate-once.ts');
    const processes = Array.from({ length: 3 }, () =>
      spawn(process.execPath, [script, database.url], { stdio: ['ignore', 'inherit', 'inherit'] }),
    );
    const codes = await Promise.all(processes.map(async (child) => ((await once(child, 'exit')) as [number])[0]));
    expect(codes).toEqual([0, 0, 0]);
    expect(await versions()).toEqual([{ version: 1 }]);
  });

  it('can be done many times at once by one process', async () => {
    await Promise.all(Array.from({ length: 6 }, () => migrateReadTables(pool)));
    expect(await versions()).toEqual([{ version: 1 }]);
  });

  it('changes nothing when it is done again', async () => {
    await migrateReadTables(pool);
    const store = inMemoryEventStore();
    await lived(campaign(store, 'shoes'));
    await project(pool, store);
    const before = await dump(pool);
    expect(await migrateReadTables(pool)).toEqual({ rebuildNeeded: false });
    expect(await dump(pool)).toBe(before);
  });

  it('says that a rebuild is needed for tables of another version, and the rebuild settles it', async () => {
    await migrateReadTables(pool);
    await pool.query(`update read_meta.definitions set hash = 'of an older version'`);
    expect(await migrateReadTables(pool)).toEqual({ rebuildNeeded: true });
    await rebuildReadTables({ store: inMemoryEventStore(), pool, logger: silent });
    expect(await migrateReadTables(pool)).toEqual({ rebuildNeeded: false });
  });

  it('leaves nobody but the owner the right to make anything in the database', async () => {
    await migrateReadTables(pool);
    const { rows } = await pool.query(
      `select has_database_privilege('orchestration_analyst', current_database(), 'temporary, create') as temporary,
         has_schema_privilege('orchestration_analyst', 'public', 'create') as in_public`,
    );
    expect(rows).toEqual([{ temporary: false, in_public: false }]);
  });
});

describe('An owner who is no superuser', () => {
  let name: string;
  let own: pg.Pool;

  beforeEach(async () => {
    const of = new URL(database.url).pathname.slice(1);
    name = `owner_${of.slice(-12)}`;
    // Makes the roles of the cluster, as the first database of it would.
    await migrateReadTables(await readPool());
    await pool.query(`create role ${name} login createrole password 'secret'; alter database ${of} owner to ${name}`);
    own = as(name, 'secret');
  });
  afterEach(async () => {
    await pool.query(`reassign owned by ${name} to current_user; drop owned by ${name}; drop role ${name}`);
  });

  it('can make, fill and rebuild the tables and make logins, and is bound by row-level security himself', async () => {
    for (const role of ['app', 'projector', 'analyst']) {
      await pool.query(`grant orchestration_${role} to ${name} with admin true, inherit false, set false`);
    }
    await migrateReadTables(own);
    const store = inMemoryEventStore();
    const story = campaign(store, 'shoes');
    await lived(story);
    await project(own, store);
    const before = await dump(pool);
    expect(before).toContain('shoes campaign');
    expect((await own.query('select from read.campaign_orchestrations')).rowCount).toBe(0);
    await rebuildReadTables({ store, pool: own, logger: silent });
    expect(await dump(pool)).toBe(before);
    const analyst = await createAnalyst(own, { orgId: story.ids.org });
    const login = as(analyst.role, analyst.password);
    expect((await login.query('select from campaign_orchestrations')).rowCount).toBe(1);
  });

  it('is told what to ask for when the roles of the cluster are not his to give', async () => {
    await expect(migrateReadTables(own)).rejects.toThrow(DatabaseNotSuitable);
    await expect(migrateReadTables(own)).rejects.toThrow('grant orchestration_projector');
  });
});
