import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { issueToken } from '@campaigns/api-gateway';
import { loadStandaloneConfig } from '../config.ts';
import { readInstance } from '../instance-file.ts';
import { readSecrets } from '../secrets.ts';
import { StartError } from '../start-error.ts';
import { apiAt } from './api-client.ts';
import { playProductLaunch } from './product-launch.ts';
import { demoOrgId } from './seed.ts';

const usage =
  'Usage: pnpm demo [--seconds N]   N: how long the campaigns run before their results are shown (default 20)';

const readSeconds = (): number => {
  try {
    const { values } = parseArgs({
      options: { seconds: { type: 'string', default: '20' }, help: { type: 'boolean' } },
    });
    if (values.help === true) {
      process.stdout.write(`${usage}\n`);
      process.exit(0);
    }
    const seconds = Number(values.seconds);
    if (Number.isFinite(seconds) && seconds >= 0 && seconds <= 3_600) return seconds;
    process.stderr.write(`--seconds: expected a number from 0 to 3600. ${usage}\n`);
  } catch (error) {
    process.stderr.write(`${(error as Error).message.split('. ')[0]}. ${usage}\n`);
  }
  return process.exit(2);
};

const seconds = readSeconds();
try {
  const { dataDir } = loadStandaloneConfig(process.env, join(import.meta.dirname, '../../../..'));
  const instance = await readInstance(dataDir);
  const secrets = await readSecrets(dataDir);
  if (instance === undefined || secrets === undefined) {
    throw new StartError('Nothing runs on this data folder; start the system first: npx -y pnpm@12 start');
  }
  const token = await issueToken({
    secret: secrets.jwtSecret,
    issuer: 'campaign-orchestration',
    audience: 'campaign-orchestration',
    orgId: demoOrgId,
    subject: 'demo-user',
    role: 'admin',
    expiresInSeconds: 3_600,
  });
  await playProductLaunch(apiAt(instance.apiUrl, token), (line) => process.stdout.write(`${line}\n`), seconds * 1_000);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
