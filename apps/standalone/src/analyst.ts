import { join } from 'node:path';
import { createAnalyst } from '@campaigns/projections';
import { z } from 'zod';
import { readFlags, remark, runCommand, say } from './command-line.ts';
import { loadStandaloneConfig } from './config.ts';
import { openSystemDatabase } from './system-database.ts';

const help = `Usage: pnpm --silent analyst --org UUID [--name NAME]

Makes a Postgres login for an analyst of one organisation and prints its connection string, this once. He reads the rows
of his organisation in the read tables, with any SQL. The same organisation and name get a new password, and the old one
ends. Takes the database of DATABASE_URL, else that of the system that runs on the data folder (DATA_DIR, default .data).`;

const flags = z.object({
  org: z.uuid('--org: expected an organisation id (UUID)'),
  name: z.string().min(1, '--name: expected a name').max(200, '--name: at most 200 characters').default('analyst'),
});

const { org, name } = readFlags(flags, { org: { type: 'string' }, name: { type: 'string' } }, help);

await runCommand(async () => {
  const config = loadStandaloneConfig(process.env, join(import.meta.dirname, '../../..'));
  const database = await openSystemDatabase(config, {
    ...{ applicationName: 'campaigns-analyst', table: 'access.analyst_organizations', mayStart: false },
  });
  try {
    const { role, password } = await createAnalyst(database.pool, { orgId: org, name });
    const url = new URL(database.url);
    url.username = role;
    url.password = password;
    say(url.toString());
    if (config.databaseUrl === undefined) remark('The port in it changes when the system is started again.');
  } finally {
    await database.close();
  }
});
