import { resolve } from 'node:path';
import { loadConfig, variables } from '@campaigns/service-kit';
import { z } from 'zod';

const environment = z.object({
  PORT: variables.port.default(3000),
  HOST: z.string().default('127.0.0.1'),
  DATA_DIR: z.string().default('.data'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'expected a postgres:// URL' }).optional(),
  LOG_LEVEL: variables.logLevel.default('warn'),
  /** A sandbox that runs elsewhere; without it one is started in this process. */
  SANDBOX_URL: z.url({ protocol: /^https?$/ }).optional(),
  SANDBOX_SEED: z.coerce.number().int().default(1),
  /** Real milliseconds that a campaign's day lasts in the sandbox. */
  SANDBOX_DAY_MS: variables.positiveInt.default(10_000),
  RATE_LIMIT_PER_MINUTE: variables.positiveInt.default(1_200),
  /** Where people's browsers reach the API; ad platforms send them back there. */
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
});

export type StandaloneConfig = Readonly<{
  port: number;
  host: string;
  dataDir: string;
  databaseUrl: string | undefined;
  logLevel: z.infer<typeof environment>['LOG_LEVEL'];
  sandbox: Readonly<{ url: string | undefined; seed: number; dayMs: number }>;
  rateLimitPerMinute: number;
  publicUrl: string;
}>;

/** Throws one error that names every wrong variable. `DATA_DIR` is taken relative to `root`. */
export const loadStandaloneConfig = (env: NodeJS.ProcessEnv, root: string): StandaloneConfig => {
  const parsed = loadConfig(environment, env);
  return {
    port: parsed.PORT,
    host: parsed.HOST,
    dataDir: resolve(root, parsed.DATA_DIR),
    databaseUrl: parsed.DATABASE_URL,
    logLevel: parsed.LOG_LEVEL,
    sandbox: { url: parsed.SANDBOX_URL, seed: parsed.SANDBOX_SEED, dayMs: parsed.SANDBOX_DAY_MS },
    rateLimitPerMinute: parsed.RATE_LIMIT_PER_MINUTE,
    publicUrl: (parsed.PUBLIC_URL ?? `http://${parsed.HOST}:${parsed.PORT}`).replace(/\/+$/, ''),
  };
};
