import { lifecycle, loadEngineConfig, openEngines } from '@campaigns/service-kit';
import { createVault, loadSyncWorkerConfig, migrateVault } from '@campaigns/sync-worker';
import { pino } from 'pino';
import { z } from 'zod';
import { readFlags, runCommand, say } from './command-line.ts';
import { connectSandbox, demoOrgId, seedTemplates } from './demo/seed.ts';
import { loadSeedConfig } from './seed-config.ts';

const help = `Usage: pnpm seed

Gives a system of processes what a development system begins with: the global templates, and for the demo organisation an
ad account per platform in the sandbox. Takes DATABASE_URL, EVENTSTORE_URL, KAFKA_BROKERS and VAULT_KEYS as the services
do, and SANDBOX_URL. Done before: nothing happens.`;

const seed = async (): Promise<void> => {
  const { env } = process;
  const { sandboxUrl, accessToken } = loadSeedConfig(env);
  const [config, { keyring }] = [loadEngineConfig(env), loadSyncWorkerConfig(env)];
  const logger = pino({ level: 'silent' });
  const life = lifecycle(logger);
  try {
    const { store, pool } = await openEngines(config, { name: 'seed', logger, life });
    await migrateVault(pool);
    await seedTemplates(store);
    await connectSandbox({
      store,
      vault: createVault(pool, keyring),
      sandboxUrl,
      organization: demoOrgId,
      accessToken,
    });
    say(`Seeded: the global templates, and organisation ${demoOrgId} with its ad accounts at ${sandboxUrl}.`);
  } finally {
    await life.close();
  }
};

readFlags(z.object({}), {}, help);
await runCommand(seed);
