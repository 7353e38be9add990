import { createServer } from 'node:net';
import { withSpan } from '@campaigns/event-sourcing';
import { trace } from '@opentelemetry/api';
import { z } from 'zod';
import { loadConfig } from '../load-config.ts';
import { runService } from '../run-service.ts';

// A process of its own that says on standard error what it closes. OVEN: `hot`, `cold` (does not start), `stuck` (never
// closes).
const environment = z.object({ OVEN: z.enum(['hot', 'cold', 'stuck']) });

const say = (line: string): void => void process.stderr.write(`${line}\n`);

await runService('bakery', async ({ name, env, logger, life }) => {
  const { OVEN: oven } = loadConfig(environment, env);
  const door = createServer().listen(0, '127.0.0.1');
  life.track('door', door, () => {
    say('door closed');
    door.close();
  });
  if (oven === 'cold') throw new Error('The oven is cold:\n  light it');
  await withSpan(trace.getTracer(name), { name: 'heat oven' }, async () => logger.info('oven hot'));
  life.track('oven', oven, () => {
    say('oven closing');
    return oven === 'stuck' ? new Promise(() => undefined) : undefined;
  });
});
