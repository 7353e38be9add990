import {
  healthServer,
  loadClock,
  loadEngineConfig,
  loadHealthConfig,
  openEngines,
  runService,
} from '@campaigns/service-kit';
import { createOrchestrator } from './orchestrator.ts';
import { migrateOrchestrator } from './timers/migrate.ts';

await runService('orchestrator', async (starting) => {
  const { env, logger, life, telemetry } = starting;
  const [config, health, clock] = [loadEngineConfig(env), loadHealthConfig(env), loadClock(env)];
  const { store, feed, pool, checks } = await openEngines(config, starting);
  await migrateOrchestrator(pool);
  life.track('health', await healthServer({ ...health, ...telemetry, checks }), ({ close }) => close());
  const orchestrator = await createOrchestrator({ store, feed, pool, logger, clock });
  life.track('orchestrator', orchestrator, ({ stop }) => stop());
});
