import { migrateSchema } from '@campaigns/service-kit';
import type { Pool } from 'pg';

/** Brings the schema `webhooks` to the version of this code. Safe when several processes start at once. */
export const migrateWebhooks = (pool: Pool): Promise<void> =>
  migrateSchema(pool, {
    schema: 'webhooks',
    lock: 12,
    directory: `${import.meta.dirname}/migrations`,
    files: ['0001-webhooks.sql'],
  });
