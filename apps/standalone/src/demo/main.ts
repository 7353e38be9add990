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
import { type DemoTarget, loadDemoTarget } from './target.ts';

const help = `Usage: pnpm demo [--seconds N]

Plays a product launch through the public API: of the system of the data folder (DATA_DIR, default .data), or of the one at
API_URL, whose gateway has the same AUTH_JWT_SECRET.
--seconds N   how long the campaigns run before their results are shown (0 to 3600, default 20)`;

const expected = '--seconds: expected a number from 0 to 3600';
const flags = z.object({ seconds: z.coerce.number(expected).min(0, expected).max(3_600, expected).default(20) });
const { seconds } = readFlags(flags, { seconds: { type: 'string' } }, help);

const systemOfFolder = async (): Promise<DemoTarget> => {
  const { dataDir } = loadStandaloneConfig(process.env, join(import.meta.dirname, '../../../..'));
  const instance = await readInstance(dataDir);
  const secrets = await readSecrets(dataDir);
  if (instance === undefined || secrets === undefined) {
    throw new StartError('Nothing runs on this data folder; start the system first: npx -y pnpm@12 start');
  }
  return { apiUrl: instance.apiUrl, jwtSecret: secrets.jwtSecret };
};

const answering = async (target: DemoTarget): Promise<DemoTarget> => {
  const url = `${target.apiUrl}/health/live`;
  const isThere = await fetch(url, { signal: AbortSignal.timeout(5_000) }).then(
    ({ ok }) => ok,
    () => false,
  );
  if (!isThere) throw new StartError(`API_URL: no gateway answers at ${target.apiUrl}`);
  return target;
};

await runCommand(async () => {
  const target = loadDemoTarget(process.env);
  const { apiUrl, jwtSecret } = target === undefined ? await systemOfFolder() : await answering(target);
  await playProductLaunch(apiAt(apiUrl, await developmentToken(jwtSecret)), say, seconds * 1_000);
});
