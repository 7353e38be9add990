import { join } from 'node:path';
import { orgId, role } from '@campaigns/contracts';
import { z } from 'zod';
import { readFlags, runCommand, say } from './command-line.ts';
import { loadStandaloneConfig } from './config.ts';
import { demoOrgId } from './demo/seed.ts';
import { developmentToken } from './development-token.ts';
import { loadSecrets } from './secrets.ts';

const help = `Usage: pnpm --silent token [--org UUID] [--role viewer|operator|admin|system] [--user ID]

Prints a development token for the system of the data folder (DATA_DIR, default .data), valid for a day.
Default: an admin of the demo organisation.`;

const flags = z.object({
  org: z.uuid('--org: expected an organisation id (UUID)').pipe(orgId).default(demoOrgId),
  role: z.enum(role.options, '--role: expected viewer, operator, admin or system').default('admin'),
  user: z.string().min(1, '--user: expected a name').max(200, '--user: at most 200 characters').default('demo-user'),
});

const text = { type: 'string' } as const;
const wanted = readFlags(flags, { org: text, role: text, user: text }, help);

await runCommand(async () => {
  const { dataDir } = loadStandaloneConfig(process.env, join(import.meta.dirname, '../../..'));
  const { jwtSecret } = await loadSecrets(dataDir);
  say(await developmentToken(jwtSecret, { orgId: wanted.org, role: wanted.role, user: wanted.user }));
});
