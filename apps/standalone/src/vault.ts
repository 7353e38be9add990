import { join } from 'node:path';
import {
  createGrants,
  createVault,
  type Keyring,
  keyUsage,
  loadSyncWorkerConfig,
  migrateVault,
} from '@campaigns/sync-worker';
import type pg from 'pg';
import { z } from 'zod';
import { readFlags, runCommand, say } from './command-line.ts';
import { loadStandaloneConfig } from './config.ts';
import { readSecrets } from './secrets.ts';
import { StartError } from './start-error.ts';
import { openSystemDatabase } from './system-database.ts';

const help = `Usage: pnpm vault status
       pnpm vault rotate

status says how many secrets lie under each key. rotate brings all of them under the first key of VAULT_KEYS; the system may
run meanwhile, as long as each of its processes knows that key. May be interrupted and repeated. Takes the database of
DATABASE_URL, else that of the system on the data folder (DATA_DIR, default .data); without VAULT_KEYS that folder's keys.
docs/runbooks/vault-keys.md says more.`;

const flags = z.object({ words: z.array(z.string()) }).transform(({ words: [action, ...more] }, context) => {
  if ((action === 'status' || action === 'rotate') && more.length === 0) return action;
  context.addIssue('Expected status or rotate; --help says what is possible');
  return z.NEVER;
});

const config = loadStandaloneConfig(process.env, join(import.meta.dirname, '../../..'));

const keyring = async (): Promise<Keyring> => {
  if (process.env['VAULT_KEYS'] !== undefined) return loadSyncWorkerConfig(process.env).keyring;
  const secrets = await readSecrets(config.dataDir);
  if (secrets === undefined) throw new StartError(`There are no keys in ${config.dataDir}; set VAULT_KEYS`);
  return loadSyncWorkerConfig({ VAULT_KEYS: JSON.stringify(secrets.vaultKeys) }).keyring;
};

const status = async (pool: pg.Pool, [{ id: first }, ...others]: Keyring): Promise<void> => {
  const usage = await keyUsage(pool);
  const known = new Map([[first, 'writes'], ...others.map(({ id }) => [id, 'reads'] as const)]);
  for (const id of new Set([...known.keys(), ...usage.keys()])) {
    say(`${id}: ${usage.get(id) ?? 0} secrets, ${known.get(id) ?? 'not in the keyring'}`);
  }
};

const everyMs = 1_000;

const rotate = async (pool: pg.Pool, keys: Keyring): Promise<void> => {
  const usage = await keyUsage(pool);
  const toMove = [...usage].reduce((sum, [id, count]) => (id === keys[0].id ? sum : sum + count), 0);
  let moved = 0;
  let saidAt = performance.now();
  const onMoved = (): void => {
    moved += 1;
    if (performance.now() - saidAt < everyMs) return;
    saidAt = performance.now();
    say(`${moved} of ${toMove}`);
  };
  await createVault(pool, keys).rotate(onMoved);
  await createGrants(pool, keys).rotate(onMoved);
  say(`Under key ${keys[0].id} now: ${moved} secrets were moved.`);
};

const action = readFlags(flags, {}, help, { allowWords: true });

await runCommand(async () => {
  const keys = await keyring();
  const needs = { applicationName: 'campaigns-vault', table: 'vault.secrets', mayStart: true } as const;
  const { pool, close } = await openSystemDatabase(config, needs);
  try {
    await migrateVault(pool);
    await (action === 'status' ? status(pool, keys) : rotate(pool, keys));
  } finally {
    await close();
  }
});
