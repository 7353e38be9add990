import { join } from 'node:path';
import { z } from 'zod';
import { readFlags, runCommand, say } from '../command-line.ts';
import { loadStandaloneConfig } from '../config.ts';
import { developmentToken } from '../development-token.ts';
import { readInstance } from '../instance-file.ts';
import { readSecrets } from '../secrets.ts';
import { StartError } from '../start-error.ts';
import { apiAt } from './api-client.ts';
import { playProductLaunch } from './product-launch.ts';

const help = `Usage: pnpm demo [--seconds N]

Plays a product launch against the running system, through its public API.
--seconds N   how long the campaigns run before their results are shown (0 to 3600, default 20)`;

const expected = '--seconds: expected a number from 0 to 3600';
const flags = z.object({ seconds: z.coerce.number(expected).min(0, expected).max(3_600, expected).default(20) });
const { seconds } = readFlags(flags, { seconds: { type: 'string' } }, help);

await runCommand(async () => {
  const { dataDir } = loadStandaloneConfig(process.env, join(import.meta.dirname, '../../../..'));
  const instance = await readInstance(dataDir);
  const secrets = await readSecrets(dataDir);
  if (instance === undefined || secrets === undefined) {
    throw new StartError('Nothing runs on this data folder; start the system first: npx -y pnpm@12 start');
  }
  const token = await developmentToken(secrets.jwtSecret);
  await playProductLaunch(apiAt(instance.apiUrl, token), say, seconds * 1_000);
});
