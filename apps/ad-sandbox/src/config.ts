import { z } from 'zod';
import type { SandboxOptions } from './sandbox.ts';

const wholeNumber = z.coerce.number().int();

const environment = z.object({
  SANDBOX_PORT: wholeNumber.min(0).max(65_535).default(4010),
  HOST: z.string().default('127.0.0.1'),
  SANDBOX_SEED: wholeNumber.default(1),
  /** Real milliseconds that a campaign's day lasts. */
  SANDBOX_DAY_MS: wholeNumber.positive().default(10_000),
  SANDBOX_JOURNAL: z.string().default('.data/ad-sandbox.jsonl'),
});

/** An empty variable counts as absent. Throws one line that names every wrong variable. */
export const loadSandboxConfig = (env: NodeJS.ProcessEnv): SandboxOptions => {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = environment.safeParse(set);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new Error(`Invalid configuration: ${faults.join('; ')}`);
  }
  const { SANDBOX_PORT, HOST, SANDBOX_SEED, SANDBOX_DAY_MS, SANDBOX_JOURNAL } = parsed.data;
  return { port: SANDBOX_PORT, host: HOST, seed: SANDBOX_SEED, dayMs: SANDBOX_DAY_MS, journalPath: SANDBOX_JOURNAL };
};
