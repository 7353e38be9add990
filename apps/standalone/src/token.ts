import { join } from 'node:path';
import { orgId, role } from '@campaigns/contracts';
import { loadConfig } from '@campaigns/service-kit';
import { z } from 'zod';
import { readFlags, runCommand, say } from './command-line.ts';
import { loadStandaloneConfig } from './config.ts';
import { demoOrgId } from './demo/seed.ts';
import { developmentToken } from './development-token.ts';
import { loadSecrets, type Secrets } from './secrets.ts';

const help = `Usage: pnpm --silent run token [--org UUID] [--role viewer|operator|admin|system] [--user ID]

Prints a development token, valid for a day, for the gateway that has the same AUTH_JWT_SECRET; without that variable for
the system of the data folder (DATA_DIR, default .data).
Default: an admin of the demo organisation.`;

const flags = z.object({
  org: z.uuid('--org: expected an organisation id (UUID)').pipe(orgId).default(demoOrgId),
  role: z.enum(role.options, '--role: expected viewer, operator, admin or system').default('admin'),
  user: z.string().min(1, '--user: expected a name').max(200, '--user: at most 200 characters').default('demo-user'),
});

const text = { type: 'string' } as const;
const wanted = readFlags(flags, { org: text, role: text, user: text }, help);

const environment = z.object({
  AUTH_JWT_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
});

const secretsOfFolder = (): Promise<Secrets> =>
  loadSecrets(loadStandaloneConfig(process.env, join(import.meta.dirname, '../../..')).dataDir);

await runCommand(async () => {
  const { AUTH_JWT_SECRET: shared } = loadConfig(environment, process.env);
  const jwtSecret = shared ?? (await secretsOfFolder()).jwtSecret;
  say(await developmentToken(jwtSecret, { orgId: wanted.org, role: wanted.role, user: wanted.user }));
});
