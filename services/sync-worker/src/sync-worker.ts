import { platformOperationsTopic } from '@campaigns/contracts';
import type { EventFeed, EventStore, FeedHandler } from '@campaigns/event-sourcing';
import { type Clock, systemClock } from '@campaigns/service-kit';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { ZodError } from 'zod';
import type { SyncWorkerConfig } from './config.ts';
import { connectionsIn } from './connections/connections.ts';
import { httpCall } from './http/http-call.ts';
import { accountLimits } from './limits/account-limits.ts';
import { type OperationRunner, operationRunner } from './operations/operation-runner.ts';
import { type Trigger, triggerOf } from './operations/trigger.ts';
import { platformAdapters } from './platforms/adapters.ts';
import { tracedAdapters } from './platforms/traced-adapter.ts';
import { migrateVault } from './vault/migrate.ts';
import { createVault } from './vault/vault.ts';

export type SyncWorkerDependencies = Readonly<{
  store: EventStore;
  feed: EventFeed;
  /** For the credential vault. */
  pool: Pool;
  logger: Logger;
  config: SyncWorkerConfig;
  clock?: Clock;
  /** In [0, 1), for the jitter of retries. */
  random?: () => number;
}>;

const readTrigger = (event: Parameters<FeedHandler>[0]): Trigger | ZodError | undefined => {
  try {
    return triggerOf(event);
  } catch (error) {
    if (error instanceof ZodError) return error;
    throw error;
  }
};

const feedHandler =
  (run: OperationRunner): FeedHandler =>
  async (event) => {
    const trigger = readTrigger(event);
    if (trigger instanceof ZodError) return { outcome: 'reject', reason: `not a known ${event.type}` };
    if (trigger !== undefined) await run(trigger);
    return { outcome: 'done' };
  };

/**
 * Carries out platform operations as members of group `sync-worker`: in order per ad account, accounts side by side. Waits
 * are events, so nothing is held up here. `stop` waits for the calls in hand, at most as long as one request may take.
 */
export const createSyncWorker = async ({
  store,
  feed,
  pool,
  logger,
  config,
  clock = systemClock,
  random = Math.random,
}: SyncWorkerDependencies): Promise<Readonly<{ stop: () => Promise<void> }>> => {
  await migrateVault(pool);
  const limits = accountLimits(config.limits, Date.now);
  const adapters = platformAdapters(config.baseUrls, {
    http: httpCall({ timeoutMs: config.requestTimeoutMs }),
    limits,
    logger,
    ...(config.twitter === undefined ? {} : { twitter: config.twitter }),
    ...(config.linkedinVersion === undefined ? {} : { linkedinVersion: config.linkedinVersion }),
  });
  const run = operationRunner({
    store,
    connections: connectionsIn(store),
    vault: createVault(pool, config.keyring),
    adapters: tracedAdapters(adapters),
    limits,
    policy: { ...config.retry, callTimeoutMs: config.requestTimeoutMs },
    logger,
    clock,
    random,
    // Nothing is aborted: an answer that is on its way is worth more than a quick end.
    signal: new AbortController().signal,
  });
  return feed.subscribe({ group: 'sync-worker', topic: platformOperationsTopic, handle: feedHandler(run) });
};
