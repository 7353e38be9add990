import { migrateSchema } from '@campaigns/service-kit';
import { migrateWebhooks } from '@campaigns/webhook-delivery';
import type { Pool } from 'pg';

/** Brings the schemas `rules` and `webhooks` to the version of this code. Safe when several processes start at once. */
export const migrateRulesEngine = async (pool: Pool): Promise<void> => {
  await migrateSchema(pool, {
    schema: 'rules',
    lock: 11,
    directory: `${import.meta.dirname}/migrations`,
    files: ['0001-actions.sql', '0002-looks.sql', '0003-alerts.sql'],
  });
  await migrateWebhooks(pool);
};
