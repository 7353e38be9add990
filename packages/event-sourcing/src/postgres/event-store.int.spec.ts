import { createTestDatabase } from '@campaigns/testing';
import { describeEventStoreContract } from '../contract-suites/index.ts';
import { logPool } from './connections.ts';
import { postgresEventStore } from './event-store.ts';
import { migrateEventLog } from './migrate.ts';

describeEventStoreContract('Postgres', async () => {
  const database = await createTestDatabase();
  const pools = [0, 1].map(() => logPool({ url: database.url, applicationName: 'event-store-contract' }));
  const [pool, otherPool] = pools as [(typeof pools)[0], (typeof pools)[0]];
  await migrateEventLog(pool);
  const store = postgresEventStore({ pool });
  const other = postgresEventStore({ pool: otherPool });
  return {
    store,
    other,
    close: async () => {
      await Promise.all([store.close(), other.close()]);
      await Promise.all(pools.map((each) => each.end()));
      await database.drop();
    },
  };
});
