import { loadConfig, variables } from '@campaigns/service-kit';
import { z } from 'zod';
import type { LoginPasswords } from './access/login-roles.ts';

const environment = z.object({
  /** Of the login that reads under row-level security. */
  APP_DB_PASSWORD: variables.databasePassword,
  /** Of the login that writes the read tables. */
  PROJECTOR_DB_PASSWORD: variables.databasePassword,
});

/** Reads the service's variables. Throws one error that names every wrong one. */
export const loadProjectionsConfig = (env: NodeJS.ProcessEnv): LoginPasswords => {
  const { APP_DB_PASSWORD, PROJECTOR_DB_PASSWORD } = loadConfig(environment, env);
  return { appPassword: APP_DB_PASSWORD, projectorPassword: PROJECTOR_DB_PASSWORD };
};
