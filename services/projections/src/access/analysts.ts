import { randomBytes } from 'node:crypto';
import { orgId } from '@campaigns/contracts';
import { markOf } from '@campaigns/service-kit';
import type { Pool } from 'pg';
import { lockInTransaction } from '../projector/locks.ts';
import { inTransaction } from '../read-tables/transaction.ts';
import { requireCreateRole } from './group-roles.ts';
import { databaseOf, ensureLogin } from './login-roles.ts';

export type Analyst = Readonly<{ role: string; password: string }>;

// Conveniences that he may change himself; what protects the rows of others is not among them.
const settings = [
  'default_transaction_read_only = on',
  `statement_timeout = '60s'`,
  `idle_in_transaction_session_timeout = '60s'`,
  'search_path = read',
];

/**
 * A login of his own for an analyst of one organisation: he reads that organisation's rows, and global templates, with any
 * SQL. The same organisation and name give the same role with a new password. The role's name tells nothing about the
 * organisation. Throws ZodError for an id that is no UUID, `DatabaseNotSuitable` when the pool's user may not create roles.
 */
export const createAnalyst = (
  pool: Pool,
  { orgId: organization, name = 'analyst' }: Readonly<{ orgId: string; name?: string }>,
): Promise<Analyst> =>
  inTransaction(pool, async (client) => {
    const org = orgId.parse(organization);
    await lockInTransaction(client, 'migration');
    await requireCreateRole(client);
    const role = `analyst_${markOf(await databaseOf(client), org, name)}`;
    const password = randomBytes(24).toString('base64url');
    await ensureLogin(client, { role, group: 'orchestration_analyst', password, settings, connections: 5 });
    await client.query(
      `insert into access.analyst_organizations (role_name, org_id) values ($1, $2)
       on conflict (role_name) do update set org_id = excluded.org_id`,
      [role, org],
    );
    return { role, password };
  });
