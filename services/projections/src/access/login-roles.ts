import { loginOf } from '@campaigns/service-kit';
import { type ClientBase, escapeIdentifier, escapeLiteral, type Pool } from 'pg';
import { lockInTransaction } from '../projector/locks.ts';
import { inTransaction } from '../read-tables/transaction.ts';
import { DatabaseNotSuitable, requireCreateRole } from './group-roles.ts';
import { scramVerifier } from './scram.ts';

type Login = Readonly<{
  role: string;
  group: 'orchestration_app' | 'orchestration_projector' | 'orchestration_analyst';
  password: string;
  /** Settings of the role, such as `statement_timeout = '60s'`. */
  settings?: readonly string[];
  /** Connections at once; -1 for any number. */
  connections: number;
}>;

export const databaseOf = async (client: ClientBase): Promise<string> => {
  const { rows } = await client.query<{ name: string }>('select current_database() as name');
  return rows[0]?.name ?? '';
};

const refuseUnsafe = async (client: ClientBase, role: string): Promise<void> => {
  const { rows } = await client.query(
    'select from pg_roles where rolname = $1 and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb)',
    [role],
  );
  if (rows.length > 0) throw new DatabaseNotSuitable(`The role ${role} exists with rights that it must not have`);
};

/** Makes the login or gives it the password again, in the transaction of the client. */
export const ensureLogin = async (client: ClientBase, login: Login): Promise<void> => {
  const role = escapeIdentifier(login.role);
  const { rowCount } = await client.query('select from pg_roles where rolname = $1', [login.role]);
  if (rowCount === 0) await client.query(`create role ${role} login`);
  else await refuseUnsafe(client, login.role);
  const verifier = escapeLiteral(scramVerifier(login.password));
  await client.query(`alter role ${role} with login connection limit ${login.connections} password ${verifier}`);
  // The rights of the group, for an analyst without acting as the group.
  const mayBecome = login.group !== 'orchestration_analyst';
  await client.query(`grant ${login.group} to ${role} with inherit true, set ${mayBecome}`);
  const database = escapeIdentifier(await databaseOf(client));
  for (const setting of login.settings ?? []) {
    await client.query(`alter role ${role} in database ${database} set ${setting}`);
  }
};

/** Printable ASCII without spaces. */
export type LoginPasswords = Readonly<{ appPassword: string; projectorPassword: string }>;
export type LoginRoles = Readonly<{ appRole: string; projectorRole: string }>;

/**
 * The two logins of this database: `appRole` reads under row-level security, `projectorRole` writes the read tables. Neither
 * owns anything or bypasses row-level security. Given again, it sets the passwords anew. Throws `DatabaseNotSuitable` when
 * the pool's user may not create roles.
 */
export const createLoginRoles = (pool: Pool, { appPassword, projectorPassword }: LoginPasswords): Promise<LoginRoles> =>
  inTransaction(pool, async (client) => {
    await lockInTransaction(client, 'migration');
    await requireCreateRole(client);
    const database = await databaseOf(client);
    const [app, projector] = ['orchestration_app', 'orchestration_projector'] as const;
    const [appRole, projectorRole] = [loginOf(app, database), loginOf(projector, database)];
    await ensureLogin(client, { role: appRole, group: app, password: appPassword, connections: -1 });
    await ensureLogin(client, { role: projectorRole, group: projector, password: projectorPassword, connections: -1 });
    return { appRole, projectorRole };
  });
