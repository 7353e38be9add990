import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { startSandbox } from '@campaigns/ad-sandbox';
import { createGateway, defaultTokenIssuer, loadNoticeSecrets, migrateGateway } from '@campaigns/api-gateway';
import {
  logPool,
  migrateEventLog,
  postgresEventFeed,
  postgresEventStore,
  tracedEventFeed,
  tracedEventStore,
} from '@campaigns/event-sourcing';
import { migrateHandover, publicKeyText } from '@campaigns/grant-handover';
import { createOrchestrator, migrateOrchestrator } from '@campaigns/orchestrator';
import { createLoginRoles, createProjector, prepareReadTables } from '@campaigns/projections';
import { projectionProgress } from '@campaigns/read-progress';
import { createRulesEngine, loadWebhookConfig, migrateRulesEngine } from '@campaigns/rules-engine';
import {
  createLogger,
  healthServer,
  type Lifecycle,
  lifecycle,
  loadHealthConfig,
  startTelemetry,
  withLogin,
} from '@campaigns/service-kit';
import { createSyncWorker, createVault, loadSyncWorkerConfig, migrateVault } from '@campaigns/sync-worker';
import type pg from 'pg';
import type { Logger } from 'pino';
import { businessClock } from './business-clock.ts';
import type { StandaloneConfig } from './config.ts';
import { connectSandbox, demoOrgId, seedTemplates } from './demo/seed.ts';
import { readInstance, removeInstance, writeInstance } from './instance-file.ts';
import { noticesOfSandbox, platformsAt } from './platforms-at.ts';
import { startPostgres } from './postgres/start-postgres.ts';
import { loadSecrets, type Secrets } from './secrets.ts';
import { StartError } from './start-error.ts';

export type Standalone = Readonly<{ apiUrl: string; sandboxUrl: string; secrets: Secrets; lifecycle: Lifecycle }>;

/** A taken port is said before a database is started for nothing. */
const requirePort = async (port: number, host: string): Promise<void> => {
  const probe = createServer();
  probe.listen(port, host);
  try {
    await once(probe, 'listening');
  } catch (error) {
    throw new StartError(`Port ${port} cannot be used (${(error as NodeJS.ErrnoException).code}); set PORT to another`);
  }
  probe.close();
  await once(probe, 'close');
};

const requireDatabase = async (pool: pg.Pool): Promise<void> => {
  try {
    await pool.query('select 1');
  } catch (error) {
    throw new StartError(`DATABASE_URL: the database cannot be reached (${(error as Error).message.split('\n')[0]})`);
  }
};

const openDatabase = async (config: StandaloneConfig, secrets: Secrets, life: Lifecycle): Promise<string> => {
  if (config.databaseUrl !== undefined) return config.databaseUrl;
  const postgres = await startPostgres(config.dataDir, secrets.databasePassword);
  life.track('postgres', postgres, ({ stop }) => stop());
  return postgres.url;
};

const openSandbox = async (config: StandaloneConfig, life: Lifecycle): Promise<string> => {
  if (config.sandbox.url !== undefined) return config.sandbox.url.replace(/\/+$/, '');
  const { seed, dayMs } = config.sandbox;
  const sandbox = await startSandbox({ seed, dayMs, journalPath: join(config.dataDir, 'sandbox.jsonl') });
  life.track('sandbox', sandbox, ({ close }) => close());
  return sandbox.url;
};

const migrate = async (pool: pg.Pool): Promise<void> => {
  await migrateEventLog(pool);
  await Promise.all([
    ...[migrateGateway(pool), migrateOrchestrator(pool), migrateVault(pool), migrateHandover(pool)],
    migrateRulesEngine(pool),
  ]);
};

const start = async (
  config: StandaloneConfig,
  env: NodeJS.ProcessEnv,
  logger: Logger,
  life: Lifecycle,
): Promise<Standalone> => {
  const clock = businessClock(env);
  const telemetry = await startTelemetry({ name: 'standalone', env, logger, life });
  const secrets = await loadSecrets(config.dataDir);
  const running = await readInstance(config.dataDir);
  if (running !== undefined) {
    throw new StartError(`The system runs already on this data folder (process ${running.pid}, ${running.apiUrl})`);
  }
  await requirePort(config.port, config.host);
  const [databaseUrl, sandboxUrl] = await Promise.all([openDatabase(config, secrets, life), openSandbox(config, life)]);

  const poolOf = (applicationName: string, url: string, max: number, pipeline = false): pg.Pool =>
    life.track(applicationName, logPool({ url, applicationName, max, pipeline, logger }), (pool) => pool.end());
  const pool = poolOf('campaigns', databaseUrl, 12);
  await requireDatabase(pool);
  await migrate(pool);
  const store = life.track('event store', postgresEventStore({ pool, logger }), ({ close }) => close());
  await prepareReadTables({ store, pool, logger });
  const { appRole, projectorRole } = await createLoginRoles(pool, secrets);
  const projectorPool = poolOf(
    'campaigns-projections',
    withLogin(databaseUrl, projectorRole, secrets.projectorPassword),
    3,
  );
  const readPool = poolOf('campaigns-reads', withLogin(databaseUrl, appRole, secrets.appPassword), 8, true);

  const feed = life.track('event feed', postgresEventFeed({ store, pool, logger }), ({ close }) => close());
  /** What a service works with: it is traced in its name. */
  const ports = (service: string) => ({
    store: tracedEventStore(store, service),
    feed: tracedEventFeed(feed, service),
  });
  const workerConfig = loadSyncWorkerConfig({
    ...platformsAt(sandboxUrl),
    VAULT_KEYS: JSON.stringify(secrets.vaultKeys),
    GRANT_PRIVATE_KEY: secrets.grantKey,
    ...env,
  });
  const stop = ({ stop: end }: Readonly<{ stop: () => Promise<void> }>): Promise<void> => end();
  life.track('projector', await createProjector({ store, pool: projectorPool, logger }), stop);
  const progress = life.track('progress', projectionProgress({ pool: projectorPool, logger }), ({ close }) => close());
  life.track('orchestrator', await createOrchestrator({ ...ports('orchestrator'), pool, logger, clock }), stop);
  const webhooks = loadWebhookConfig({ WEBHOOK_PRIVATE_KEY: secrets.webhookKey, ...env });
  const { deadLetters } = feed;
  const rules = { ...ports('rules-engine'), pool, readPool, progress, logger, clock, webhooks, deadLetters };
  life.track('rules-engine', await createRulesEngine(rules), stop);
  const worker = await createSyncWorker({ ...ports('sync-worker'), pool, logger, clock, config: workerConfig });
  life.track('sync-worker', worker, stop);

  await seedTemplates(store);
  const vault = createVault(pool, workerConfig.keyring);
  const accessToken = secrets.sandboxToken;
  await connectSandbox({ store, vault, sandboxUrl, organization: demoOrgId, accessToken });

  const gateway = createGateway({
    ...ports('api-gateway'),
    readPool,
    pool,
    progress,
    logger,
    now: clock.now,
    config: {
      port: config.port,
      host: config.host,
      token: {
        key: { kind: 'secret', secret: secrets.jwtSecret },
        issuer: defaultTokenIssuer,
        audience: defaultTokenIssuer,
      },
      rateLimitPerMinute: config.rateLimitPerMinute,
      publicUrl: config.publicUrl,
      grantPublicKey: publicKeyText.parse(secrets.grantKey),
      webhooks: {
        publicKey: publicKeyText.parse(secrets.webhookKey),
        isPrivateAllowed: webhooks.isPrivateAllowed,
      },
      notices: loadNoticeSecrets({ ...noticesOfSandbox, ...env }),
    },
  });
  const server = life.track('gateway', await gateway.start(config.port, config.host), ({ close }) => close());
  if (telemetry.metrics !== undefined) {
    const metrics = await healthServer({ ...loadHealthConfig(env), ...telemetry, checks: {} });
    life.track('metrics', metrics, ({ close }) => close());
  }
  await writeInstance(config.dataDir, { pid: process.pid, apiUrl: server.url, databaseUrl, sandboxUrl });
  life.track('instance file', config.dataDir, removeInstance);
  return { apiUrl: server.url, sandboxUrl, secrets, lifecycle: life };
};

/**
 * All services in this process: on `DATABASE_URL` or on Postgres from npm, against the ad-platform sandbox. Throws
 * `StartError` with one line for the person who started it; what was started by then is stopped again.
 */
export const startStandalone = async (config: StandaloneConfig, env: NodeJS.ProcessEnv): Promise<Standalone> => {
  const logger = createLogger('standalone', config.logLevel);
  const life = lifecycle(logger);
  try {
    return await start(config, env, logger, life);
  } catch (error) {
    await life.close();
    throw error;
  }
};
