import { setTimeout as delay } from 'node:timers/promises';
import { campaignEventsTopic, platformOperationsTopic } from '@campaigns/contracts';
import type { EventFeed, EventStore, FeedHandler } from '@campaigns/event-sourcing';
import { authorizationSlips, migrateHandover } from '@campaigns/grant-handover';
import { type Clock, systemClock } from '@campaigns/service-kit';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { ZodError } from 'zod';
import { authorizationWorker } from './authorizations/authorization-worker.ts';
import { defaultCircuit, type SyncWorkerConfig } from './config.ts';
import { connectionsIn } from './connections/connections.ts';
import { grantKeeper } from './grants/grant-keeper.ts';
import { startSweeping } from './grants/sweeping.ts';
import { wipeConnection } from './grants/wipe-connection.ts';
import { type HttpCall, httpCall } from './http/http-call.ts';
import { accountLimits } from './limits/account-limits.ts';
import { type Circuits, platformCircuits } from './limits/circuits.ts';
import { type OperationRunner, operationRunner } from './operations/operation-runner.ts';
import { type Trigger, triggerOf } from './operations/trigger.ts';
import { platformAdapters } from './platforms/adapters.ts';
import { platformOAuths } from './platforms/oauths.ts';
import { tracedAdapters } from './platforms/traced-adapter.ts';
import { watchVersions } from './platforms/watch-versions.ts';
import { createGrants } from './vault/grants.ts';
import { migrateVault } from './vault/migrate.ts';
import { createVault } from './vault/vault.ts';

export type SyncWorkerDependencies = Readonly<{
  store: EventStore;
  feed: EventFeed;
  /** For the credential vault, and what the gateway hands over. */
  pool: Pool;
  logger: Logger;
  config: SyncWorkerConfig;
  /** For who shows their state; its own when absent. */
  circuits?: Circuits;
  clock?: Clock;
  /** In [0, 1), for the jitter of retries. */
  random?: () => number;
  /** How platforms are reached and waited for, where that is simulated. */
  outside?: Outside;
}>;

export type Outside = Readonly<{
  http: HttpCall;
  hold: (ms: number) => Promise<unknown>;
  /** Epoch ms; what calls are counted by. */
  now: () => number;
}>;

const outsideOf = ({ requestTimeoutMs }: SyncWorkerConfig): Outside => ({
  http: httpCall({ timeoutMs: requestTimeoutMs }),
  hold: delay,
  now: Date.now,
});

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
 * are events, so nothing is held up here. Authorizations are taken to their ad accounts as `sync-worker-authorizations`, and
 * what was granted is kept usable. `stop` waits for the calls in hand, at most as long as one request may take.
 */
export const createSyncWorker = async ({
  store,
  feed,
  pool,
  logger,
  config,
  outside = outsideOf(config),
  circuits = platformCircuits(config.circuit ?? defaultCircuit, { logger, now: outside.now }),
  clock = systemClock,
  random = Math.random,
}: SyncWorkerDependencies): Promise<Readonly<{ stop: () => Promise<void> }>> => {
  await migrateVault(pool);
  await migrateHandover(pool);
  const { http } = outside;
  const limits = accountLimits(config.limits, outside.now);
  const version = config.linkedinVersion === undefined ? {} : { linkedinVersion: config.linkedinVersion };
  const adapters = platformAdapters(config.baseUrls, {
    ...outside,
    limits,
    logger,
    ...(config.twitter === undefined ? {} : { twitter: config.twitter }),
    ...version,
  });
  // Nothing is aborted: an answer that is on its way is worth more than a quick end.
  const { signal } = new AbortController();
  // Tokens and consent pages end by the wall clock, also where business time runs faster.
  const now = systemClock.now;
  const { baseUrls, oauth } = config;
  const oauths =
    oauth === undefined ? {} : platformOAuths({ baseUrls, settings: oauth, http, logger, signal, now, ...version });
  const grants = createGrants(pool, config.keyring);
  const vault = createVault(pool, config.keyring);
  const connections = connectionsIn(store);
  const keeper = grantKeeper({ grants, oauths, connections, logger, now });
  const run = operationRunner({
    store,
    connections,
    vault,
    keeper,
    adapters: tracedAdapters(adapters),
    limits,
    circuits,
    policy: { ...config.retry, callTimeoutMs: config.requestTimeoutMs },
    logger,
    clock,
    random,
    signal,
  });
  const stopping = new AbortController();
  const authorize = authorizationWorker({
    ...{ store, slips: authorizationSlips(pool), grants, oauths, privateKey: oauth?.privateKey, logger, now },
    // Between two requests nothing is on its way: whoever hears the event next goes on.
    hold: (ms) => delay(ms, undefined, { signal: stopping.signal }),
    wipe: wipeConnection({ connections, grants, vault, oauths, logger }),
  });
  const sweeping = startSweeping({ sweep: keeper.sweep, everyMs: config.grantSweepMs ?? 60_000, logger });
  const watches = [watchVersions(config, logger, now), circuits.watch()];
  const subscriptions = await Promise.all([
    feed.subscribe({ group: 'sync-worker', topic: platformOperationsTopic, handle: feedHandler(run) }),
    feed.subscribe({ group: 'sync-worker-authorizations', topic: campaignEventsTopic, handle: authorize }),
  ]);
  return {
    stop: async () => {
      for (const stopWatching of watches) stopWatching();
      stopping.abort();
      await Promise.all([...subscriptions, sweeping].map(({ stop }) => stop()));
    },
  };
};
