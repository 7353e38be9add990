import { once } from 'node:events';
import { logPool, postgresEventFeed, postgresEventStore } from '@campaigns/event-sourcing';
import { projectionProgress } from '@campaigns/read-progress';
import { createRulesEngine } from '@campaigns/rules-engine';
import { createLogger, systemClock } from '@campaigns/service-kit';
import { readServed } from './served.ts';

// The rules-engine and nothing beside it, wired as the product wires it.

const { databaseUrl, readUrl } = readServed(process.env);
const logger = createLogger('bench', 'warn');
const pool = logPool({ url: databaseUrl, applicationName: 'bench-rules' });
const readPool = logPool({ url: readUrl, applicationName: 'bench-rules-reads', max: 4, pipeline: true });
const progressPool = logPool({ url: readUrl, applicationName: 'bench-rules-progress', max: 1 });
const store = postgresEventStore({ pool });
const feed = postgresEventFeed({ store, pool, logger });
const progress = projectionProgress({ pool: progressPool, logger });
const engine = await createRulesEngine({ store, feed, pool, readPool, progress, logger, clock: systemClock });
process.stdout.write('ready\n');
await once(process, 'SIGTERM');
await engine.stop();
await feed.close();
await progress.close();
await store.close();
await Promise.all([pool.end(), readPool.end(), progressPool.end()]);
