import { join } from 'node:path';
import { remark, say } from './command-line.ts';
import { loadStandaloneConfig } from './config.ts';
import { developmentToken } from './development-token.ts';
import { startStandalone } from './standalone.ts';

const root = join(import.meta.dirname, '../../..');

try {
  const began = performance.now();
  const config = loadStandaloneConfig(process.env, root);
  const { apiUrl, secrets, lifecycle } = await startStandalone(config, process.env);
  lifecycle.closeOn('SIGINT', 'SIGTERM');
  const token = await developmentToken(secrets.jwtSecret);
  say(`Campaign orchestration is ready (${((performance.now() - began) / 1_000).toFixed(1)} s).

  API              ${apiUrl}/api/orchestration
  API description  ${apiUrl}/docs   (machine-readable: ${apiUrl}/openapi.json)
  Ad platforms     the sandbox, not the real ones: Meta, Google, TikTok, LinkedIn, X, Snapchat; no money is spent
  Data             ${config.databaseUrl === undefined ? config.dataDir : 'in the database of DATABASE_URL'}
  Token            for the demo organisation, valid for a day:
                   ${token}

Watch a product launch, from template to results (in another terminal):

  npx -y pnpm@12 demo

Ctrl-C stops everything.`);
} catch (error) {
  // One line for what a person can mend; the name of the error for what he cannot.
  remark(`Cannot start: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
