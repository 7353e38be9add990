import { migrateSchema } from '@campaigns/service-kit';
import type { Pool } from 'pg';

/** Brings the schema `rules` to the version of this code. Safe when several processes start at once. */
export const migrateRulesEngine = (pool: Pool): Promise<void> =>
  migrateSchema(pool, {
    schema: 'rules',
    lock: 11,
    directory: `${import.meta.dirname}/migrations`,
    files: ['0001-actions.sql', '0002-looks.sql'],
  });
