import { freePort } from '@campaigns/testing';
import { loadSecrets } from '../secrets.ts';
import { groundVariables, startGround } from './ground.ts';
import { startSystem } from './running-system.ts';
import { sandboxControl } from './sandbox-control.ts';
import type { SystemUnderTest } from './system-under-test.ts';

/** All services in one process, as `pnpm start` runs them, with the log in a Postgres of its own. */
export const startSingleProcessSystem = async (
  clockSpeed: number,
  sandboxDayMs?: number,
  more: Readonly<Record<string, string>> = {},
): Promise<SystemUnderTest> => {
  const ground = await startGround(sandboxDayMs);
  const { jwtSecret, vaultKeys, sandboxToken } = await loadSecrets(ground.folder);
  const apiUrl = `http://127.0.0.1:${await freePort()}`;
  const env = {
    ...groundVariables(ground, clockSpeed),
    DATA_DIR: ground.folder,
    EVENTSTORE_URL: '',
    KAFKA_BROKERS: '',
    AUTH_JWT_SECRET: jwtSecret,
    VAULT_KEYS: JSON.stringify(vaultKeys),
    SANDBOX_TOKEN: sandboxToken,
    PORT: new URL(apiUrl).port,
    API_URL: apiUrl,
    ...more,
  };
  try {
    let system = await startSystem(env);
    return {
      ...{ apiUrl, env, api: system.api, token: system.token },
      databaseUrl: ground.databaseUrl,
      sandbox: sandboxControl(ground.sandboxUrl),
      powerCut: async () => {
        await system.kill();
        system = await startSystem(env);
      },
      terminate: async () => [['standalone', await system.interrupt()]],
      stop: async () => {
        await system.kill();
        await ground.stop();
      },
    };
  } catch (error) {
    await ground.stop();
    throw error;
  }
};
