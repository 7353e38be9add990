import {
  healthServer,
  loadClock,
  loadEngineConfig,
  loadHealthConfig,
  openEngines,
  runService,
} from '@campaigns/service-kit';
import { loadSyncWorkerConfig } from './config.ts';
import { versionsShown } from './platforms/watch-versions.ts';
import { createSyncWorker } from './sync-worker.ts';

await runService('sync-worker', async (starting) => {
  const { env, logger, life, telemetry } = starting;
  const [engines, health, clock] = [loadEngineConfig(env), loadHealthConfig(env), loadClock(env)];
  const config = loadSyncWorkerConfig(env);
  const { store, feed, pool, checks } = await openEngines(engines, starting);
  const details = () => ({ api_versions: versionsShown(config, new Date()) });
  life.track('health', await healthServer({ ...health, ...telemetry, checks, details }), ({ close }) => close());
  // It makes the vault's table itself.
  const worker = await createSyncWorker({ store, feed, pool, logger, clock, config });
  life.track('sync-worker', worker, ({ stop }) => stop());
});
