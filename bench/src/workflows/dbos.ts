import { createLogger } from '@campaigns/service-kit';
import { DBOS } from '@dbos-inc/dbos-sdk';

export type DbosOptions = Readonly<{ databaseUrl: string; connections: number }>;

const steps = ['first', 'second', 'third', 'fourth'] as const;

/** A DBOS workflow of four steps that do nothing, and DBOS launched on a database. Resolves when its end is durable. */
export const launchDbos = async ({ databaseUrl, connections }: DbosOptions) => {
  const step = DBOS.registerStep(async (name: string) => name, { name: 'no-op' });
  const run = DBOS.registerWorkflow(
    async () => {
      for (const name of steps) await step(name);
    },
    { name: 'four-steps' },
  );
  const logger = createLogger('dbos', 'error');
  DBOS.setConfig({
    ...{ name: 'bench', applicationVersion: '1', executorID: 'bench' },
    ...{ systemDatabaseUrl: databaseUrl, systemDatabasePoolSize: connections },
    logger: {
      info: () => undefined,
      debug: () => undefined,
      warn: () => undefined,
      error: (entry) => logger.error(String(entry)),
    },
  });
  await DBOS.launch();
  // Called without an object: DBOS takes `this` for an instance of its own.
  return { run: () => run(), close: () => DBOS.shutdown() };
};
