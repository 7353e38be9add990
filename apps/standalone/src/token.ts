import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { issueToken } from '@campaigns/api-gateway';
import { role } from '@campaigns/contracts';
import { z } from 'zod';
import { loadStandaloneConfig } from './config.ts';
import { demoOrgId } from './demo/seed.ts';
import { loadSecrets } from './secrets.ts';

const usage = 'Usage: pnpm --silent token [--org UUID] [--role viewer|operator|admin|system] [--user ID]';

const options = z.object({
  org: z.uuid('--org: expected an organisation id (UUID)').default(demoOrgId),
  role: z.enum(role.options, '--role: expected viewer, operator, admin or system').default('admin'),
  user: z.string().min(1, '--user: expected a name').max(200).default('demo-user'),
});

const fail = (line: string): never => {
  process.stderr.write(`${line}\n`);
  return process.exit(2);
};

const readOptions = () => {
  try {
    const { values } = parseArgs({
      options: {
        org: { type: 'string' },
        role: { type: 'string' },
        user: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help === true) {
      process.stdout.write(`${usage}\n`);
      process.exit(0);
    }
    const parsed = options.safeParse(values);
    return parsed.success ? parsed.data : fail(parsed.error.issues[0]?.message ?? usage);
  } catch (error) {
    return fail(`${(error as Error).message.split('. ')[0]}. ${usage}`);
  }
};

const wanted = readOptions();
try {
  const { dataDir } = loadStandaloneConfig(process.env, join(import.meta.dirname, '../../..'));
  const { jwtSecret } = await loadSecrets(dataDir);
  const token = await issueToken({
    secret: jwtSecret,
    issuer: 'campaign-orchestration',
    audience: 'campaign-orchestration',
    orgId: wanted.org as typeof demoOrgId,
    subject: wanted.user,
    role: wanted.role,
    expiresInSeconds: 86_400,
  });
  process.stdout.write(`${token}\n`);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(1);
}
