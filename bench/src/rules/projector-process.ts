import { once } from 'node:events';
import { logPool, postgresEventStore } from '@campaigns/event-sourcing';
import { createProjector } from '@campaigns/projections';
import { createLogger } from '@campaigns/service-kit';
import { readServed } from './served.ts';

// The projector and nothing beside it, wired as the product wires it.

const { databaseUrl, projectorUrl } = readServed(process.env);
const logger = createLogger('bench', 'warn');
const pool = logPool({ url: databaseUrl, applicationName: 'bench-projections' });
const projectorPool = logPool({ url: projectorUrl, applicationName: 'bench-projector', max: 3 });
const store = postgresEventStore({ pool });
const projector = await createProjector({ store, pool: projectorPool, logger });
process.stdout.write('ready\n');
await once(process, 'SIGTERM');
await projector.stop();
await store.close();
await Promise.all([pool.end(), projectorPool.end()]);
