import type { EventStore } from '@campaigns/event-sourcing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { oneOrganization } from '../testing/one-organization.ts';
import { project } from '../testing/project.ts';
import { dump, type ReadDatabase, silent } from '../testing/read-database.ts';
import { lived } from '../testing/stories.ts';
import { prepareReadTables } from './prepare.ts';

let database: ReadDatabase;
let store: EventStore;

beforeEach(async () => {
  ({ database, store } = await oneOrganization(lived));
  await project(database.pool, store);
});
afterEach(() => database.close());

const prepare = () => prepareReadTables({ store, pool: database.pool, logger: silent });

/** As an older version of the code left them: without a column that the events of today need. */
const makeOld = (): Promise<unknown> =>
  database.pool.query(`update read_meta.definitions set hash = 'of an older version';
    alter table read.campaign_templates drop column is_archived`);

describe('Read tables of another version', () => {
  it('are filled anew at the start, in the shape of this one', async () => {
    const before = await dump(database.pool);
    await makeOld();
    expect(await prepare()).toEqual({ reshaped: true });
    expect(await dump(database.pool)).toBe(before);
  });

  it('are filled by one of several processes that start at once, and the others wait for it', async () => {
    const before = await dump(database.pool);
    await makeOld();
    expect(await Promise.all([prepare(), prepare(), prepare()])).toContainEqual({ reshaped: true });
    expect(await dump(database.pool)).toBe(before);
  });

  it('are left alone when they are of this version', async () => {
    await database.pool.query(`update read.campaign_orchestrations set name = 'changed by hand'`);
    expect(await prepare()).toEqual({ reshaped: false });
    expect(await dump(database.pool)).toContain('changed by hand');
  });
});
