import type { ClientBase, DatabaseError } from 'pg';

/** A fault of the database set-up that waiting does not heal; the message says what to do. */
export class DatabaseNotSuitable extends Error {
  override readonly name = 'DatabaseNotSuitable';
}

const groupRoles = ['orchestration_app', 'orchestration_projector', 'orchestration_analyst'] as const;

const insufficientPrivilege = '42501';

type Facts = Readonly<{ version: number; may_create_roles: boolean; user: string; missing: number; unsafe: string[] }>;

const factsOf = async (client: ClientBase): Promise<Facts> => {
  const { rows } = await client.query<Facts>(
    `select current_setting('server_version_num')::int as version, current_user::text as user,
       (select rolsuper or rolcreaterole from pg_roles where rolname = current_user) as may_create_roles,
       (select $2 - count(*)::int from pg_roles where rolname = any ($1)) as missing,
       (select coalesce(array_agg(rolname::text), '{}') from pg_roles
        where rolname = any ($1) and (rolsuper or rolbypassrls or rolcanlogin)) as unsafe`,
    [groupRoles, groupRoles.length],
  );
  return rows[0] as Facts;
};

/** Throws `DatabaseNotSuitable` when the connected user cannot create roles. */
export const requireCreateRole = async (client: ClientBase): Promise<void> => {
  const { may_create_roles: may, user } = await factsOf(client);
  if (!may) {
    throw new DatabaseNotSuitable(
      `The database user ${user} may not create roles; grant it with: alter role "${user}" createrole`,
    );
  }
};

// Roles belong to the whole cluster: another database may be creating the same ones at this moment.
const createGroupRoles = `do $$ declare role_name text; begin
  foreach role_name in array array[${groupRoles.map((role) => `'${role}'`).join(', ')}] loop
    begin
      execute format('create role %I nologin', role_name);
    exception when duplicate_object or unique_violation then null;
    end;
  end loop;
end $$`;

/** A user who may become the projector, but sees nothing by merely belonging to it. */
const letOwnerProject = `do $$ begin
  if not pg_has_role(current_user, 'orchestration_projector', 'SET') then
    grant orchestration_projector to current_user with inherit false, set true;
  end if;
exception when unique_violation then null;
end $$`;

/**
 * Makes the group roles that policies name. Needs Postgres 16 (grants that are not inherited) and a user who may create
 * roles, unless they are there. Throws `DatabaseNotSuitable`.
 */
export const ensureGroupRoles = async (client: ClientBase): Promise<void> => {
  const { version, missing, unsafe, user } = await factsOf(client);
  if (version < 160_000) throw new DatabaseNotSuitable('Postgres 16 or newer is needed');
  if (unsafe.length > 0) {
    throw new DatabaseNotSuitable(
      `These roles must neither log in nor bypass row-level security: ${unsafe.join(', ')}`,
    );
  }
  if (missing > 0) {
    await requireCreateRole(client);
    await client.query(createGroupRoles);
  }
  await client.query(letOwnerProject).catch((error: unknown) => {
    if ((error as DatabaseError).code !== insufficientPrivilege) throw error;
    throw new DatabaseNotSuitable(
      `The database user ${user} may not become the projector; let an administrator run: ` +
        `grant orchestration_projector to "${user}" with inherit false, set true`,
    );
  });
};
