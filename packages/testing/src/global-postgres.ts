import { providePostgresUrl } from './environment.ts';
import { keepForTeardown } from './global-postgres-handle.ts';
import { startPostgres } from './start-postgres.ts';

/** Jest global setup: one Postgres for the whole run. Without one the run fails; nothing is skipped. */
const setUp = async (): Promise<void> => {
  const postgres = await startPostgres();
  keepForTeardown(postgres);
  providePostgresUrl(postgres.url);
};

// biome-ignore lint/style/noDefaultExport: jest asks for it
export default setUp;
