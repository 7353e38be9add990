import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { type HealthChecks, healthOf, retryAfterSeconds } from './health.ts';
import { loadConfig, variables } from './load-config.ts';
import type { MetricsHandler } from './telemetry/sdk.ts';

export type HealthServer = Readonly<{ url: string; close: () => Promise<void> }>;

const environment = z.object({
  /** Where `/health/live`, `/health/ready` and `/metrics` are answered; 0 takes a free port. */
  HEALTH_PORT: variables.port.default(3001),
  HOST: z.string().default('127.0.0.1'),
});

/** For a service that has no other port. Throws one error that names every wrong variable. */
export const loadHealthConfig = (env: NodeJS.ProcessEnv): Readonly<{ port: number; host: string }> => {
  const { HEALTH_PORT, HOST } = loadConfig(environment, env);
  return { port: HEALTH_PORT, host: HOST };
};

const answer = (response: ServerResponse, status: number, body: unknown): void => {
  const retry = status === 503 ? { 'retry-after': `${retryAfterSeconds}` } : {};
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...retry }).end(JSON.stringify(body));
};

export type HealthServerOptions = Readonly<{
  port: number;
  host: string;
  checks: HealthChecks;
  /** Shown with the readiness and no part of it: what a person may want to know. */
  details?: () => Readonly<Record<string, unknown>>;
  metrics?: MetricsHandler | undefined;
}>;

/**
 * `/health/live`: the process answers. `/health/ready`: what it needs answers too, else 503 and what does not. `/metrics`,
 * when telemetry has any to fetch. For whoever runs the service, not for the public.
 */
export const healthServer = async (options: HealthServerOptions): Promise<HealthServer> => {
  const { port, host, checks, details, metrics } = options;
  const server = createServer(async (request, response) => {
    const { url } = request;
    if (url === '/metrics' && metrics !== undefined) return metrics(request, response);
    if (url === '/health/live') return answer(response, 200, { status: 'ok' });
    if (url !== '/health/ready') return answer(response, 404, { status: 'not-found' });
    const health = await healthOf(checks);
    const more = details === undefined ? {} : { details: details() };
    answer(response, health.status === 'ok' ? 200 : 503, { ...health, ...more });
  });
  server.listen(port, host);
  await once(server, 'listening');
  const { address, family, port: bound } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${bound}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};
