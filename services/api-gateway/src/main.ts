import { logPool } from '@campaigns/event-sourcing';
import { migrateHandover } from '@campaigns/grant-handover';
import { loadReadUrl } from '@campaigns/read-access';
import { projectionProgress } from '@campaigns/read-progress';
import {
  healthServer,
  loadClock,
  loadEngineConfig,
  loadHealthConfig,
  openEngines,
  runService,
} from '@campaigns/service-kit';
import { loadGatewayConfig } from './config.ts';
import { createGateway } from './gateway.ts';
import { migrateGateway } from './idempotency/migrate.ts';

await runService('api-gateway', async (starting) => {
  const { env, logger, life, telemetry } = starting;
  const [config, engines, { now }] = [loadGatewayConfig(env), loadEngineConfig(env), loadClock(env)];
  const url = loadReadUrl(env, engines.databaseUrl);
  const { store, pool } = await openEngines(engines, starting);
  await migrateGateway(pool);
  await migrateHandover(pool);
  const readPool = logPool({ url, applicationName: 'campaigns-reads', max: 8, pipeline: true, logger });
  life.track('read pool', readPool, () => readPool.end());
  const progressPool = logPool({ url, applicationName: 'campaigns-progress', max: 1, logger });
  life.track('progress pool', progressPool, () => progressPool.end());
  const progress = life.track('progress', projectionProgress({ pool: progressPool, logger }), ({ close }) => close());
  if (telemetry.metrics !== undefined) {
    // On a port of its own: the other one is the public's.
    const metrics = await healthServer({ ...loadHealthConfig(env), ...telemetry, checks: {} });
    life.track('metrics', metrics, ({ close }) => close());
  }
  // Until the projections have made the read tables and their login it answers, and is not ready.
  const gateway = createGateway({ store, readPool, pool, progress, config, logger, now });
  life.track('server', await gateway.start(config.port, config.host), ({ close }) => close());
});
