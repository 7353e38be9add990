import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { createAnalyst } from '../access/analysts.ts';
import { createLoginRoles } from '../access/login-roles.ts';
import { rebuildReadTables } from '../rebuild/rebuild.ts';
import { silent } from '../testing/read-database.ts';
import { type TwoOrganizations, twoOrganizations } from '../testing/two-organizations.ts';

let world: TwoOrganizations;
let app: pg.Pool;

beforeAll(async () => {
  world = await twoOrganizations();
  const passwords = { appPassword: 'app-password-1', projectorPassword: 'projector-password-1' };
  const { appRole } = await createLoginRoles(world.database.pool, passwords);
  app = world.database.poolFor(appRole, passwords.appPassword, 1);
});
afterAll(() => world.database.close());

const found = async (accounts: readonly string[], platform = 'meta', pool = app): Promise<readonly unknown[]> =>
  (
    await pool.query(
      `select c.account, c.orchestration_id, c.org_id
       from read.campaigns_on_accounts($1, $2) c order by c.org_id`,
      [platform, accounts],
    )
  ).rows;

const ofBoth = (account: string): readonly unknown[] =>
  [world.acme, world.rival]
    .map(({ ids }) => ({ account, orchestration_id: ids.orchestration, org_id: ids.org }))
    .toSorted((a, b) => a.org_id.localeCompare(b.org_id));

/** Gives every mapping on Meta this account, as a connection may have it. */
const spell = (account: string): Promise<unknown> =>
  world.database.pool.query(`update read.orchestration_platforms set ad_account_id = $1 where platform = 'meta'`, [
    account,
  ]);

describe('The campaigns on ad accounts', () => {
  it('are found for all organisations by the application’s login, which sees no row of theirs otherwise', async () => {
    await spell('1234567890');
    expect(await found(['1234567890'])).toEqual(ofBoth('1234567890'));
    expect((await app.query('select from read.orchestration_platforms')).rowCount).toBe(0);
    expect(await found(['1234567890'], 'google')).toEqual([]);
    expect(await found(['123456789'])).toEqual([]);
  });

  it.each(['act_1234567890', '123-456-7890', 'urn:li:sponsoredAccount:1234567890'])(
    'are found when the connection spells the account %s',
    async (spelling) => {
      await spell(spelling);
      expect(await found(['1234567890'])).toEqual(ofBoth('1234567890'));
    },
  );

  it('are only those that live', async () => {
    const { pool } = world.database;
    await spell('1');
    const [first] = ofBoth('1');
    const { org_id: other } = ofBoth('1')[1] as { org_id: string };
    await pool.query(`update read.campaign_orchestrations set status = 'completed' where org_id = $1`, [other]);
    expect(await found(['1'])).toEqual([first]);
    await pool.query(`update read.orchestration_platforms set status = 'failed'`);
    expect(await found(['1'])).toEqual([]);
  });

  it('are nobody else’s to ask for', async () => {
    const { pool, poolFor } = world.database;
    const analyst = await createAnalyst(pool, { orgId: world.acme.ids.org });
    const login = poolFor(analyst.role, analyst.password);
    await expect(found(['1'], 'meta', login)).rejects.toMatchObject({ code: '42501' });
  });

  it('are found in the tables that a rebuild has filled', async () => {
    const { store, database } = world;
    await rebuildReadTables({ store, pool: database.pool, logger: silent });
    await spell('77');
    expect(await found(['77'])).toEqual(ofBoth('77'));
  });
});
