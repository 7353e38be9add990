import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newGrantKey } from '@campaigns/grant-handover';
import { z } from 'zod';
import { StartError } from './start-error.ts';

const stored = z.object({
  jwtSecret: z.string().min(32),
  vaultKeys: z.array(z.object({ id: z.string(), key: z.base64() })).min(1),
  databasePassword: z.string().min(1),
  appPassword: z.string().min(1),
  projectorPassword: z.string().min(1),
  /** What the sandbox's ad accounts are opened with. */
  sandboxToken: z.string().min(1),
  /** The private key, as JWK, of the pair that codes are handed to the sync-worker with. Older folders have none. */
  grantKey: z.string().min(1).optional(),
  /** The same of another pair, for the secrets of webhooks. */
  webhookKey: z.string().min(1).optional(),
});
/** Made once per data folder; readable by its owner only. */
export type Secrets = z.infer<typeof stored>;

const fileIn = (dataDir: string): string => join(dataDir, 'secrets.json');

const random = (bytes: number): string => randomBytes(bytes).toString('base64url');

const fresh = (): Secrets => ({
  jwtSecret: random(48),
  vaultKeys: [{ id: 'local-1', key: randomBytes(32).toString('base64') }],
  databasePassword: random(24),
  appPassword: random(24),
  projectorPassword: random(24),
  sandboxToken: `sandbox-${random(24)}`,
});

/** The secrets of a data folder; `undefined` when it has none yet. Throws `StartError` when they cannot be read. */
export const readSecrets = async (dataDir: string): Promise<Secrets | undefined> => {
  const file = fileIn(dataDir);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new StartError(`${file} cannot be read (${error.code})`);
  });
  if (text === undefined) return undefined;
  try {
    return stored.parse(JSON.parse(text));
  } catch {
    throw new StartError(`${file} is damaged; restore it, or remove the data folder to begin anew`);
  }
};

/** Reads the secrets, or makes those that are missing. Throws `StartError` when the folder cannot be written. */
export const loadSecrets = async (dataDir: string): Promise<Required<Secrets>> => {
  try {
    await mkdir(dataDir, { recursive: true });
  } catch (error) {
    throw new StartError(`The data folder ${dataDir} cannot be made (${(error as NodeJS.ErrnoException).code})`);
  }
  const existing = await readSecrets(dataDir);
  const { grantKey, webhookKey } = existing ?? {};
  if (existing !== undefined && grantKey !== undefined && webhookKey !== undefined) {
    return { ...existing, grantKey, webhookKey };
  }
  const newKey = (): string => JSON.stringify(newGrantKey());
  const made = { ...fresh(), ...existing, grantKey: grantKey ?? newKey(), webhookKey: webhookKey ?? newKey() };
  const file = fileIn(dataDir);
  try {
    // Renamed into place: a crash leaves either no file or a whole one.
    await writeFile(`${file}.new`, JSON.stringify(made, null, 2), { mode: 0o600 });
    await rename(`${file}.new`, file);
  } catch (error) {
    throw new StartError(`The data folder ${dataDir} cannot be written (${(error as NodeJS.ErrnoException).code})`);
  }
  return made;
};
