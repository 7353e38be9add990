import { loadConfig } from '@campaigns/service-kit';
import { z } from 'zod';

const environment = z
  .object({
    /** The public API of a system that runs elsewhere. */
    API_URL: z
      .url({ protocol: /^https?$/, error: 'expected a URL such as http://127.0.0.1:3000' })
      .transform((url) => url.replace(/\/+$/, ''))
      .optional(),
    AUTH_JWT_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  })
  .refine(({ API_URL, AUTH_JWT_SECRET }) => API_URL === undefined || AUTH_JWT_SECRET !== undefined, {
    error: 'needed with API_URL: what its gateway was given',
    path: ['AUTH_JWT_SECRET'],
  });

export type DemoTarget = Readonly<{ apiUrl: string; jwtSecret: string }>;

/** The system that `API_URL` names; `undefined` when it names none. Throws one error that names every wrong variable. */
export const loadDemoTarget = (env: NodeJS.ProcessEnv): DemoTarget | undefined => {
  const { API_URL: apiUrl, AUTH_JWT_SECRET: jwtSecret } = loadConfig(environment, env);
  return apiUrl === undefined || jwtSecret === undefined ? undefined : { apiUrl, jwtSecret };
};
