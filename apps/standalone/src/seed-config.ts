import { loadConfig } from '@campaigns/service-kit';
import { z } from 'zod';

const environment = z.object({
  SANDBOX_URL: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, '')),
  /** What the sandbox's ad accounts are opened with. */
  SANDBOX_TOKEN: z.string().min(1).default('sandbox'),
});

/** Reads the seed's own variables. Throws one error that names every wrong one. */
export const loadSeedConfig = (env: NodeJS.ProcessEnv): Readonly<{ sandboxUrl: string; accessToken: string }> => {
  const { SANDBOX_URL, SANDBOX_TOKEN } = loadConfig(environment, env);
  return { sandboxUrl: SANDBOX_URL, accessToken: SANDBOX_TOKEN };
};
