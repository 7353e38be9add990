import { grantLogAccess, migrateEventLog } from '@campaigns/event-sourcing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { type TwoOrganizations, twoOrganizations } from '../testing/two-organizations.ts';
import { createAnalyst } from './analysts.ts';
import { createLoginRoles } from './login-roles.ts';

let world: TwoOrganizations;
let analysts: pg.Pool;
let analyst: pg.PoolClient;
let notices: string[];

const passwords = { appPassword: 'app-password-1', projectorPassword: 'projector-password-1' };

beforeAll(async () => {
  world = await twoOrganizations();
  const { pool, poolFor } = world.database;
  await migrateEventLog(pool);
  const { appRole } = await createLoginRoles(pool, passwords);
  await grantLogAccess(pool, appRole);
  // What the planner knows about the values of others must not come out either.
  await pool.query('analyze');
  const { role, password } = await createAnalyst(pool, { orgId: world.acme.ids.org, name: 'mallory' });
  analysts = poolFor(role, password);
});
afterAll(() => world.database.close());

beforeEach(async () => {
  notices = [];
  analyst = await analysts.connect();
  analyst.on('notice', ({ message }) => notices.push(message ?? ''));
  await analyst.query('set default_transaction_read_only = off; set statement_timeout = 0');
});
afterEach(() => analyst.release(true));

const seen = 'select name from read.campaign_orchestrations';
const onlyOwn = [{ name: 'acme campaign' }];

/** Everything that a text gives away: rows, errors and notices. */
const everythingFrom = async (text: string): Promise<string> => {
  const result = await analyst.query(text).catch((error: unknown) => error);
  return JSON.stringify([result, String(result), notices]);
};

describe('An analyst who wants to see more than his organisation', () => {
  it.each([
    ['the setting that the application uses', () => `set app.current_org_id = '${world.rival.ids.org}'`],
    ['the same within a transaction', () => `begin; set local app.current_org_id = '${world.rival.ids.org}'`],
    ['set_config', () => `select set_config('app.current_org_id', '${world.rival.ids.org}', false)`],
    ['another search path with a function of the same name', () => `set search_path = pg_temp, public, access, read`],
    ['leaving his role', () => 'reset role'],
    ['becoming himself again', () => 'set session authorization default'],
  ])('gains nothing by %s', async (_, attempt) => {
    await analyst.query(attempt());
    expect((await analyst.query(seen)).rows).toEqual(onlyOwn);
    expect((await analyst.query('select count(*)::int as n from read.v_orchestration_performance')).rows).toEqual([
      { n: 1 },
    ]);
  });

  it.each([
    ['become the analysts', 'set role orchestration_analyst'],
    ['become the application', 'set role orchestration_app'],
    ['become the projector', 'set role orchestration_projector'],
    ['become the owner', 'set role postgres'],
    ['become another user for the whole session', 'set session authorization postgres'],
    ['give himself a role', 'grant orchestration_app to current_user'],
    ['make a role', 'create role helper superuser'],
    ['change his own role', 'alter role current_user bypassrls'],
    ['move to another organisation', `update access.analyst_organizations set org_id = gen_random_uuid()`],
    ['read who is who', 'select * from access.analyst_organizations'],
    ['switch row-level security off', 'alter table read.campaign_orchestrations disable row level security'],
    ['make a policy', 'create policy mine on read.campaign_orchestrations using (true)'],
    ['make a function', `create function read.leak(text) returns bool language sql as 'select true'`],
    [
      'make one in public',
      `create function public.leak(text) returns bool language sql security definer as 'select true'`,
    ],
    ['make a temporary one', `create function pg_temp.leak(text) returns bool language sql as 'select true'`],
    [
      'replace the function that decides',
      `create or replace function access.analyst_org_id() returns uuid language sql as 'select null::uuid'`,
    ],
    ['make a view', 'create view public.all_campaigns as table read.campaign_orchestrations'],
    ['make a table', 'create table public.copy as table read.campaign_orchestrations'],
    ['make a temporary table', 'create temporary table copy as table read.campaign_orchestrations'],
    ['make a schema', 'create schema mine'],
    ['make an operator', 'create operator public.=== (function = texteq, leftarg = text, rightarg = text)'],
    ['make an extension', 'create extension dblink'],
    ['change a row', `update read.campaign_orchestrations set name = 'mine'`],
    ['read the log', 'select * from log.events'],
    ['read the connections', 'select * from read.platform_connections'],
    ['read where alerts are told to', 'select * from read.webhooks'],
    ['move the checkpoint', `select read_meta.advance('read', 0, 1)`],
    ['read files', `select pg_read_file('PG_VERSION')`],
    ['run programs', `copy (select 1) to program 'cat'`],
    ['read the statistics', 'select * from pg_catalog.pg_statistic'],
    ['read the passwords', 'select * from pg_catalog.pg_authid'],
    ['end the application', `select pg_terminate_backend(pid) from pg_stat_activity where usename = 'postgres'`],
  ])('may not %s', async (_, attempt) => {
    const before = await analyst.query(seen);
    await expect(analyst.query(attempt)).rejects.toMatchObject({ code: expect.stringMatching(/^(42501|0LP01)$/) });
    expect((await analyst.query(seen)).rows).toEqual(before.rows);
  });

  it.each([
    ['an error from a cast in the where clause', `select * from read.campaign_orchestrations where name::int = 1`],
    ['an error from a division', `select * from read.campaign_orchestrations where 1 / (length(name) - 14) = 1`],
    [
      'a notice from a block',
      `do $$ declare r record; begin for r in select * from read.campaign_orchestrations loop
       raise notice '%', r; end loop; end $$`,
    ],
    ['a prepared statement', 'prepare p as select * from read.campaign_orchestrations; execute p; deallocate p'],
    ['a cursor', `begin; declare c cursor for select * from read.campaign_orchestrations; fetch all from c`],
    ['a query inside a query', `select query_to_xml('table read.campaign_orchestrations', true, true, '')`],
    ['a whole schema as XML', `select schema_to_xml('read', true, true, '')`],
    ['the most common values', `select * from pg_catalog.pg_stats where schemaname = 'read'`],
    ['extended statistics', 'select * from pg_catalog.pg_stats_ext_exprs'],
    ['what others are running', 'select * from pg_catalog.pg_stat_activity'],
    ['row-level security switched off for the session', 'set row_security = off; table read.campaign_orchestrations'],
    ['a plan with its conditions', 'explain (analyze, verbose) select * from read.campaign_orchestrations'],
    ['the definition of the view', `select pg_get_viewdef('read.v_orchestration_performance')`],
    ['a sample of the rows', 'select * from read.campaign_orchestrations tablesample system (100)'],
    ['the rows by their place', `select * from read.campaign_orchestrations where ctid >= '(0,0)'`],
  ])('learns nothing of the others from %s', async (_, attempt) => {
    const answer = await everythingFrom(attempt);
    expect(answer).not.toMatch(/rival/);
    expect(answer).not.toContain(world.rival.ids.org);
    expect(answer).not.toContain(world.rival.ids.orchestration);
  });

  it('does see his own rows in those ways, so that seeing nothing of others means something', async () => {
    expect(await everythingFrom('select * from read.campaign_orchestrations where name::int = 1')).toContain(
      'acme campaign',
    );
    const block = `do $$ declare r record; begin for r in select * from read.campaign_orchestrations loop
      raise notice '%', r; end loop; end $$`;
    expect(await everythingFrom(block)).toContain('acme campaign');
  });

  it('is told nothing by a query whose conditions would fail on the rows of others', async () => {
    // His organisation has no row of this name; a condition that ran on the rival's row would divide by zero.
    const probe = `select from read.campaign_orchestrations
      where name <> 'acme campaign' and 1 / (case when name = 'rival campaign' then 0 else 1 end) = 1`;
    expect((await analyst.query(probe)).rowCount).toBe(0);
  });

  it('sees what he saw before even when an owner leaves a leaky function for all to call', async () => {
    const { pool } = world.database;
    await pool.query(`create function public.leaky(value text) returns boolean language plpgsql cost 0.0000001 as
      $$ begin raise notice '%', value; return true; end $$`);
    expect((await analyst.query(`${seen} where public.leaky(name)`)).rows).toEqual(onlyOwn);
    expect(notices).toEqual(['acme campaign']);
    await pool.query('drop function public.leaky');
  });
});
