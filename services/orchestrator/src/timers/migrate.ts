import { migrateSchema } from '@campaigns/service-kit';
import type { Pool } from 'pg';

/** Brings the schema `orchestrator` to the version of this code. Safe when several processes start at once. */
export const migrateOrchestrator = (pool: Pool): Promise<void> =>
  migrateSchema(pool, {
    schema: 'orchestrator',
    lock: 3,
    directory: `${import.meta.dirname}/migrations`,
    files: ['0001-timers.sql', '0002-more-kinds.sql', '0003-rules.sql'],
  });

/** Lets a role keep timers, and nothing else of the schema. */
export const grantOrchestratorAccess = async (pool: Pool, role: string): Promise<void> => {
  const { rows } = await pool.query<{ statement: string }>(
    `select format(statement, $1::text) as statement from unnest(array[
       'grant usage on schema orchestrator to %I',
       'grant select on orchestrator.versions to %I',
       'grant select, insert, update, delete on orchestrator.timers to %I'
     ]) as statement`,
    [role],
  );
  for (const { statement } of rows) await pool.query(statement);
};
