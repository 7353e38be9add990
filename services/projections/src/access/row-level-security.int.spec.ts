import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { relations, type TwoOrganizations, twoOrganizations } from '../testing/two-organizations.ts';
import { createLoginRoles, type LoginRoles } from './login-roles.ts';

let world: TwoOrganizations;
let logins: LoginRoles;
let app: pg.Pool;

const passwords = { appPassword: 'app-password-1', projectorPassword: 'projector-password-1' };

beforeAll(async () => {
  world = await twoOrganizations();
  logins = await createLoginRoles(world.database.pool, passwords);
  app = world.database.poolFor(logins.appRole, passwords.appPassword, 1);
});
afterAll(() => world.database.close());

const inContext = async (context: string | undefined, text: string): Promise<readonly Record<string, unknown>[]> => {
  const client = await app.connect();
  try {
    await client.query('begin');
    if (context !== undefined) await client.query(`select set_config('app.current_org_id', $1, true)`, [context]);
    return (await client.query(text)).rows;
  } finally {
    await client.query('rollback');
    client.release();
  }
};

const organizationsIn = async (relation: string, context?: string): Promise<readonly unknown[]> =>
  (await inContext(context, `select distinct org_id::text from read.${relation} order by 1`)).map(
    ({ org_id: id }) => id,
  );

describe('Row-level security', () => {
  it('is enabled and forced on every read table, and every view reads with the rights of its caller', async () => {
    const { rows } = await world.database.pool.query(
      `select relname, relkind = 'v' as is_view, relrowsecurity and relforcerowsecurity as forced,
         coalesce('security_invoker=true' = any (reloptions), false) as invoker
       from pg_class where relnamespace = 'read'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f') order by 1`,
    );
    expect(rows.map(({ relname }) => relname)).toEqual([...relations]);
    for (const { is_view: isView, forced, invoker } of rows) {
      expect({ forced, invoker }).toEqual({ forced: !isView, invoker: isView });
    }
  });

  it('binds logins that own nothing, are no superusers and cannot bypass it', async () => {
    const { rows } = await world.database.pool.query(
      `select rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication as privileged,
         (select count(*)::int from pg_class where relowner = r.oid) as owned
       from pg_roles r where rolname = any ($1)`,
      [[logins.appRole, logins.projectorRole, 'orchestration_app', 'orchestration_projector', 'orchestration_analyst']],
    );
    expect(rows).toEqual(Array(5).fill({ privileged: false, owned: 0 }));
  });

  it('lets the application change nothing', async () => {
    for (const table of relations.filter((name) => !name.startsWith('v_'))) {
      for (const change of [`delete from read.${table}`, `insert into read.${table} default values`]) {
        await expect(inContext(world.acme.ids.org, change)).rejects.toMatchObject({ code: '42501' });
      }
    }
  });
});

describe('The application', () => {
  it.each(relations.filter((name) => name !== 'campaign_templates'))(
    'sees in %s the rows of the organisation of its transaction and no other',
    async (relation) => {
      const { acme, rival } = world;
      expect(await organizationsIn(relation, acme.ids.org)).toEqual([acme.ids.org]);
      expect(await organizationsIn(relation, rival.ids.org)).toEqual([rival.ids.org]);
    },
  );

  it('sees global templates beside those of the organisation', async () => {
    const { acme, product } = world;
    const text = 'select template_id from read.campaign_templates order by is_global';
    expect(await inContext(acme.ids.org, text)).toEqual([
      { template_id: acme.ids.template },
      { template_id: product.ids.template },
    ]);
    expect(await inContext(acme.id('a newcomer'), text)).toEqual([{ template_id: product.ids.template }]);
  });

  it.each([
    ['none', undefined],
    ['a cleared one', ''],
    ['one that is no id', 'null'],
    ['an id with something behind it', `00000000-0000-0000-0000-000000000000' or true`],
  ])('sees no row at all, and no error, with this for an organisation: %s', async (_, context) => {
    for (const relation of relations) expect(await organizationsIn(relation, context)).toEqual([]);
  });

  it('loses the organisation with the transaction, whether it ends well or not', async () => {
    const seen = async (): Promise<unknown> =>
      (await app.query('select count(*)::int as n, pg_backend_pid() as pid from read.campaign_orchestrations')).rows[0];
    const { pid } = (await seen()) as { pid: number };
    for (const end of ['commit', 'rollback']) {
      const client = await app.connect();
      await client.query(`begin; select set_config('app.current_org_id', '${world.acme.ids.org}', true)`);
      expect((await client.query('select from read.campaign_orchestrations')).rowCount).toBe(1);
      await client.query(end);
      client.release();
      // The same connection, handed to the next caller.
      expect(await seen()).toEqual({ n: 0, pid });
    }
  });
});

describe('The projector', () => {
  it('sees and writes all rows, and cannot change a table or its policies', async () => {
    const projector = world.database.poolFor(logins.projectorRole, passwords.projectorPassword);
    expect((await projector.query('select from read.campaign_orchestrations')).rowCount).toBe(2);
    for (const attempt of [
      'drop table read.orchestration_rules',
      'alter table read.campaign_orchestrations no force row level security',
      'drop policy app on read.campaign_orchestrations',
      `insert into access.analyst_organizations values (session_user, gen_random_uuid())`,
    ]) {
      await expect(projector.query(attempt)).rejects.toMatchObject({ code: '42501' });
    }
  });
});

describe('The logins', () => {
  it('get new passwords when they are made again', async () => {
    const { pool, poolFor } = world.database;
    const again = await createLoginRoles(pool, { ...passwords, appPassword: 'app-password-2' });
    expect(again).toEqual(logins);
    await expect(poolFor(logins.appRole, 'app-password-1').query('select 1')).rejects.toMatchObject({ code: '28P01' });
    expect((await poolFor(logins.appRole, 'app-password-2').query('select 1')).rowCount).toBe(1);
  });

  it('are not made from a role that has more rights than they may have', async () => {
    const { pool } = world.database;
    await pool.query(`alter role ${logins.appRole} bypassrls`);
    await expect(createLoginRoles(pool, passwords)).rejects.toThrow('rights that it must not have');
    await pool.query(`alter role ${logins.appRole} nobypassrls`);
  });
});
