import { createGateway } from '@campaigns/api-gateway';
import { logPool, postgresEventStore } from '@campaigns/event-sourcing';
import { createLogger } from '@campaigns/service-kit';
import { gatewayConfig } from './gateway-config.ts';
import { readServed } from './served.ts';

// The real gateway and nothing beside it, wired as the product wires it.

const { databaseUrl, readUrl, connections } = readServed(process.env);
const pool = logPool({ url: databaseUrl, applicationName: 'bench-gateway', max: 4 });
const readPool = logPool({ url: readUrl, applicationName: 'bench-gateway-reads', max: connections });
const gateway = createGateway({
  ...{ store: postgresEventStore({ pool }), pool, readPool, config: gatewayConfig },
  progress: { waitFor: () => Promise.resolve(true) },
  logger: createLogger('bench', 'warn'),
});
const { url } = await gateway.start(0, '127.0.0.1');
process.stdout.write(`ready ${url}\n`);
