import { setTimeout as sleep } from 'node:timers/promises';
import { createTestDatabase, startBreakableProxy } from '@campaigns/testing';
import { describeEventFeedContract, type FeedProcess } from '../contract-suites/index.ts';
import { logPool } from './connections.ts';
import { postgresEventFeed } from './event-feed.ts';
import { postgresEventStore } from './event-store.ts';
import { migrateEventLog } from './migrate.ts';

/** A process with its own connections, which a crash cuts all at once. */
const joinOn = async (url: string): Promise<FeedProcess> => {
  const proxy = await startBreakableProxy(url);
  const pool = logPool({ url: proxy.url, applicationName: 'feed-contract-member' });
  const store = postgresEventStore({ pool });
  const feed = postgresEventFeed({ store, pool });
  return {
    feed,
    deadLetters: feed.deadLetters,
    crash: proxy.cut,
    close: async () => {
      // After a crash a handler may be left that never ends, and a clean close would wait for it.
      await Promise.race([feed.close(), sleep(1_000, undefined, { ref: false })]);
      await store.close();
      await pool.end();
      await proxy.close();
    },
  };
};

describeEventFeedContract('Postgres', async () => {
  const database = await createTestDatabase();
  const pool = logPool({ url: database.url, applicationName: 'feed-contract' });
  await migrateEventLog(pool);
  const store = postgresEventStore({ pool });
  return {
    store,
    join: () => joinOn(database.url),
    close: async () => {
      await store.close();
      await pool.end();
      await database.drop();
    },
  };
});
