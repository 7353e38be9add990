import { once } from 'node:events';
import { logPool, postgresEventStore } from '@campaigns/event-sourcing';
import { startTimerService } from '@campaigns/orchestrator';
import { createLogger, systemClock } from '@campaigns/service-kit';

// The orchestrator's timer service and nothing beside it, wired as the product wires it.

const url = process.env['DATABASE_URL'];
if (url === undefined) throw new Error('DATABASE_URL is missing');
const pool = logPool({ url, applicationName: 'bench-timers' });
const store = postgresEventStore({ pool });
const service = startTimerService({ store, pool, logger: createLogger('bench', 'warn'), clock: systemClock });
process.stdout.write('ready\n');
await once(process, 'SIGTERM');
await service.stop();
await store.close();
await pool.end();
