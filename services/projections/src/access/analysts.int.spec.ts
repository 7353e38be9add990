import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { relations, type TwoOrganizations, twoOrganizations } from '../testing/two-organizations.ts';
import { createAnalyst } from './analysts.ts';
import { DatabaseNotSuitable } from './group-roles.ts';

let world: TwoOrganizations;

beforeAll(async () => {
  world = await twoOrganizations();
});
afterAll(() => world.database.close());

const analystOf = (orgId: string, name = 'maria') => createAnalyst(world.database.pool, { orgId, name });

describe('An analyst with a login of his own', () => {
  it('reads the tables and the view without schema names, and in them his organisation only', async () => {
    const { role, password } = await analystOf(world.acme.ids.org);
    const login = world.database.poolFor(role, password);
    for (const relation of relations.filter((name) => !['platform_connections', 'webhooks'].includes(name))) {
      const { rows } = await login.query(`select distinct org_id from ${relation} order by 1`);
      const others = relation === 'campaign_templates' ? [world.product.ids.org] : [];
      expect(rows.map(({ org_id: id }) => id)).toEqual([world.acme.ids.org, ...others].sort());
    }
    const global = await login.query('select org_id from campaign_templates where is_global');
    expect(global.rows).toEqual([{ org_id: world.product.ids.org }]);
  });

  it('answers his questions over several tables', async () => {
    const { role, password } = await analystOf(world.acme.ids.org);
    const { rows } = await world.database.poolFor(role, password).query(
      `select o.name, v.total_spend, count(l.*)::int as logs from campaign_orchestrations o
         join v_orchestration_performance v using (orchestration_id)
         join orchestration_sync_logs l using (orchestration_id) group by 1, 2`,
    );
    expect(rows).toEqual([{ name: 'acme campaign', total_spend: '15.000001', logs: 3 }]);
  });

  it('cannot see the connections to the ad accounts, the log, or what other parts of the system keep', async () => {
    const { role, password } = await analystOf(world.acme.ids.org);
    const login = world.database.poolFor(role, password);
    for (const relation of [
      'read.platform_connections',
      'read_meta.checkpoints',
      'read_meta.failed_events',
      'access.analyst_organizations',
    ]) {
      await expect(login.query(`select * from ${relation}`)).rejects.toMatchObject({ code: '42501' });
    }
  });

  it('sees nothing when his organisation has no campaign', async () => {
    const { role, password } = await analystOf(world.acme.id('a newcomer'));
    const login = world.database.poolFor(role, password);
    expect((await login.query('select from campaign_orchestrations')).rowCount).toBe(0);
    expect((await login.query('select from campaign_templates')).rowCount).toBe(1);
  });

  it('has a role whose name does not tell the organisation, and no right to act as another role', async () => {
    const { role } = await analystOf(world.acme.ids.org);
    expect(role).toMatch(/^analyst_[0-9a-f]{12}$/);
    const { rows } = await world.database.pool.query(
      `select rolsuper or rolbypassrls or rolcreaterole or rolcreatedb as privileged, rolconnlimit,
         (select count(*)::int from pg_auth_members where member = r.oid and (set_option or admin_option)) as may_become
       from pg_roles r where rolname = $1`,
      [role],
    );
    expect(rows).toEqual([{ privileged: false, rolconnlimit: 5, may_become: 0 }]);
  });
});

describe('Making analysts', () => {
  it('gives the same organisation and name the same role with a new password', async () => {
    const first = await analystOf(world.acme.ids.org, 'jo');
    const second = await analystOf(world.acme.ids.org, 'jo');
    expect(second.role).toBe(first.role);
    expect(second.password).not.toBe(first.password);
    await expect(world.database.poolFor(first.role, first.password).query('select 1')).rejects.toMatchObject({
      code: '28P01',
    });
  });

  it('gives another name or another organisation another role', async () => {
    const roles = [
      await analystOf(world.acme.ids.org, 'jo'),
      await analystOf(world.acme.ids.org, 'li'),
      await analystOf(world.rival.ids.org, 'jo'),
    ].map(({ role }) => role);
    expect(new Set(roles).size).toBe(3);
  });

  it('keeps the password from the database: only its verifier is stored', async () => {
    const { role, password } = await analystOf(world.acme.ids.org);
    const { rows } = await world.database.pool.query('select rolpassword from pg_authid where rolname = $1', [role]);
    expect(rows[0].rolpassword).toMatch(/^SCRAM-SHA-256\$/);
    expect(rows[0].rolpassword).not.toContain(password);
  });

  it('refuses an organisation that is no UUID', async () => {
    await expect(analystOf('acme')).rejects.toThrow('UUID');
  });

  it('says what a user who may not create roles needs', async () => {
    const { role, password } = await analystOf(world.acme.ids.org);
    const made = createAnalyst(world.database.poolFor(role, password), { orgId: world.rival.ids.org });
    await expect(made).rejects.toThrow(DatabaseNotSuitable);
    await expect(createAnalyst(world.database.poolFor(role, password), { orgId: world.rival.ids.org })).rejects.toThrow(
      'createrole',
    );
  });
});
