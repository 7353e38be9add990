import { randomBytes } from 'node:crypto';
import {
  type EventFeed,
  type EventStore,
  logPool,
  postgresEventFeed,
  postgresEventStore,
} from '@campaigns/event-sourcing';
import { createSyncWorker, createVault, loadSyncWorkerConfig, type Vault } from '@campaigns/sync-worker';
import type { Pool } from 'pg';
import type { Logger } from 'pino';

export type SharingWorkers = Readonly<{ vault: Vault; stop: () => Promise<void> }>;

type Ground = Readonly<{ databaseUrl: string; pool: Pool; store: EventStore; sandboxUrl: string; logger: Logger }>;

/** What the app may do, all workers together, and each ad account, on one endpoint or on all. Per second. */
type Allowed = Readonly<{ perEndpoint: number; account: Readonly<{ capacity: number; refillPerSecond: number }> }>;

/** Ad accounts in turn: as many for each. */
const partOf = (key: string, parts: number): number => Number(key.slice(key.indexOf(':') + 1)) % parts;

/** One of several equal parts of a feed, as one member of a group on Kafka gets it: each key goes to one part. */
const partOfFeed = (feed: EventFeed, part: number, parts: number): EventFeed => ({
  subscribe: (subscription) => {
    const { group, topic } = subscription;
    return feed.subscribe({
      ...subscription,
      group: `${group}-${part}`,
      topic: {
        ...topic,
        keyOf: (event) => {
          const key = topic.keyOf(event);
          return key !== undefined && partOf(key, parts) === part ? key : undefined;
        },
      },
    });
  },
});

/** So many sync-workers on one log, each with connections of its own and its part of the ad accounts. */
export const startSharingWorkers = async (
  count: number,
  { databaseUrl, pool, sandboxUrl, logger }: Ground,
  { perEndpoint, account }: Allowed,
): Promise<SharingWorkers> => {
  const away = 'http://127.0.0.1:1';
  const config = loadSyncWorkerConfig({
    VAULT_KEYS: JSON.stringify([{ id: 'one', key: randomBytes(32).toString('base64') }]),
    ...{ TIKTOK_BASE_URL: `${sandboxUrl}/tiktok/open_api/v1.3`, META_BASE_URL: away, GOOGLE_ADS_BASE_URL: away },
    ...{ TIKTOK_CALLS_PER_SECOND: `${perEndpoint}`, SYNC_WORKERS: `${count}` },
  });
  const ofApp = config.limits.tiktok?.filter(({ per }) => per === 'app') ?? [];
  const limits = { tiktok: [...ofApp, { per: 'account', size: account } as const] };
  const start = async (part: number): Promise<() => Promise<void>> => {
    const own = logPool({ url: databaseUrl, applicationName: `sync-worker ${part}` });
    const store = postgresEventStore({ pool: own });
    const feed = postgresEventFeed({ store, pool: own });
    const worker = await createSyncWorker({
      ...{ store, feed: partOfFeed(feed, part, count), pool: own, logger, config: { ...config, limits } },
    });
    return async () => {
      await worker.stop();
      await feed.close();
      await store.close();
      await own.end();
    };
  };
  const stops = await Promise.all(Array.from({ length: count }, (_, part) => start(part)));
  return {
    vault: createVault(pool, config.keyring),
    stop: async () => {
      await Promise.all(stops.map((stop) => stop()));
    },
  };
};
