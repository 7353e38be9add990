import { logPool } from '@campaigns/event-sourcing';
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
import { loadWebhookConfig } from './deliveries/config.ts';
import { migrateRulesEngine } from './migrate.ts';
import { createRulesEngine } from './rules-engine.ts';

await runService('rules-engine', async (starting) => {
  const { env, logger, life, telemetry } = starting;
  const [config, health, clock] = [loadEngineConfig(env), loadHealthConfig(env), loadClock(env)];
  const [url, webhooks] = [loadReadUrl(env, config.databaseUrl), loadWebhookConfig(env)];
  const { store, feed, deadLetters, pool, checks } = await openEngines(config, starting);
  await migrateRulesEngine(pool);
  const readPool = logPool({ url, applicationName: 'campaigns-rules-reads', max: 4, pipeline: true, logger });
  life.track('read pool', readPool, () => readPool.end());
  const progressPool = logPool({ url, applicationName: 'campaigns-rules-progress', max: 1, logger });
  life.track('progress pool', progressPool, () => progressPool.end());
  const progress = life.track('progress', projectionProgress({ pool: progressPool, logger }), ({ close }) => close());
  life.track('health', await healthServer({ ...health, ...telemetry, checks }), ({ close }) => close());
  const options = { store, feed, pool, readPool, progress, logger, clock, webhooks, deadLetters };
  const engine = await createRulesEngine(options);
  life.track('rules-engine', engine, ({ stop }) => stop());
});
