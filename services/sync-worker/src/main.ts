import {
  healthServer,
  loadClock,
  loadEngineConfig,
  loadHealthConfig,
  openEngines,
  runService,
} from '@campaigns/service-kit';
import { defaultCircuit, loadSyncWorkerConfig } from './config.ts';
import { platformCircuits } from './limits/circuits.ts';
import { versionsShown } from './platforms/watch-versions.ts';
import { createSyncWorker } from './sync-worker.ts';

await runService('sync-worker', async (starting) => {
  const { env, logger, life, telemetry } = starting;
  const [engines, health, clock] = [loadEngineConfig(env), loadHealthConfig(env), loadClock(env)];
  const config = loadSyncWorkerConfig(env);
  const { store, feed, pool, checks } = await openEngines(engines, starting);
  const circuits = platformCircuits(config.circuit ?? defaultCircuit, { logger });
  const details = () => ({ api_versions: versionsShown(config, new Date()), circuits: circuits.states() });
  life.track('health', await healthServer({ ...health, ...telemetry, checks, details }), ({ close }) => close());
  // It makes the vault's table itself.
  const worker = await createSyncWorker({ store, feed, pool, logger, clock, config, circuits });
  life.track('sync-worker', worker, ({ stop }) => stop());
});
