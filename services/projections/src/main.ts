import { logPool } from '@campaigns/event-sourcing';
import {
  healthServer,
  loadEngineConfig,
  loadHealthConfig,
  openEngines,
  runService,
  withLogin,
} from '@campaigns/service-kit';
import { createLoginRoles } from './access/login-roles.ts';
import { loadProjectionsConfig } from './config.ts';
import { createProjector } from './projector/projector.ts';
import { prepareReadTables } from './rebuild/prepare.ts';

await runService('projections', async (starting) => {
  const { env, logger, life, telemetry } = starting;
  const [engines, health, passwords] = [loadEngineConfig(env), loadHealthConfig(env), loadProjectionsConfig(env)];
  const { store, pool, checks } = await openEngines(engines, starting);
  const { log, postgres } = checks;
  // Before the tables: filling them anew may take long.
  const answers = { ...health, ...telemetry, checks: { log, postgres } };
  life.track('health', await healthServer(answers), ({ close }) => close());
  await prepareReadTables({ store, pool, logger });
  const { projectorRole } = await createLoginRoles(pool, passwords);
  const projectorUrl = withLogin(engines.databaseUrl, projectorRole, passwords.projectorPassword);
  const projectorPool = logPool({ url: projectorUrl, applicationName: 'campaigns-projector', max: 3, logger });
  life.track('projector pool', projectorPool, () => projectorPool.end());
  const projector = await createProjector({ store, pool: projectorPool, logger });
  life.track('projector', projector, ({ stop }) => stop());
});
