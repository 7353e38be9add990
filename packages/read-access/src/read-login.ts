import { databaseNameOf, loadConfig, loginOf, variables, withLogin } from '@campaigns/service-kit';
import { z } from 'zod';

const environment = z.object({
  /** Of the application's login, which the projections have made with this password. */
  APP_DB_PASSWORD: variables.databasePassword,
});

/** The database of a URL as the application's login, which row-level security applies to. Throws for a wrong variable. */
export const loadReadUrl = (env: NodeJS.ProcessEnv, databaseUrl: string): string => {
  const { APP_DB_PASSWORD: password } = loadConfig(environment, env);
  return withLogin(databaseUrl, loginOf('orchestration_app', databaseNameOf(databaseUrl)), password);
};
