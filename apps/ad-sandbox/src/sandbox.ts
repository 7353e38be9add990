import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type ErrorRequestHandler, type Express } from 'express';
import { createCallLog } from './calls/call-log.ts';
import { controlRoutes } from './control/routes.ts';
import { createFaults } from './faults/rules.ts';
import { platformHandler } from './http/platform-handler.ts';
import { platforms } from './platforms/index.ts';
import { openStore, type Store } from './state/store.ts';

export type SandboxOptions = Readonly<{
  /** Results follow from it: the same seed gives the same ones. */
  seed: number;
  /** Real milliseconds that a campaign's day lasts. */
  dayMs: number;
  /** Where the state is kept; without it nothing outlives the process. */
  journalPath?: string;
  /** A free one when absent. */
  port?: number;
  /** 127.0.0.1 when absent. */
  host?: string;
  now?: () => Date;
  /** How long every call to a platform takes at least. */
  latencyMs?: number;
  /** How long a new campaign stays out of the lists of Meta and LinkedIn. */
  listLagMs?: number;
}>;

export type Sandbox = Readonly<{
  /** Without a slash at the end; platforms are below `/meta`, `/google` and so on, the controls below `/control`. */
  url: string;
  close: () => Promise<void>;
}>;

const brokenCall: ErrorRequestHandler = (_error, _request, response, _next) => {
  response.status(500).type('text/plain').send('The sandbox failed to answer this call');
};

const appOf = (store: Store, { seed, latencyMs = 0, listLagMs = 0 }: SandboxOptions): Express => {
  const calls = createCallLog();
  const faults = createFaults(seed, listLagMs);
  const world = { store, listLagMs: faults.listLagMs };
  const app = express().disable('x-powered-by').disable('etag');
  app.use('/control', controlRoutes({ store, faults, calls }));
  for (const platform of platforms) {
    app.use(
      `/${platform.name}`,
      express.raw({ type: () => true, limit: '1mb' }),
      platformHandler(platform, { world, faults, calls, latencyMs }),
    );
  }
  return app.use(brokenCall);
};

const listen = async (server: Server, port: number, host: string): Promise<string> => {
  server.listen(port, host);
  await once(server, 'listening');
  return `http://${host.includes(':') ? `[${host}]` : host}:${(server.address() as AddressInfo).port}`;
};

/**
 * Starts the stand-in for the ad platforms. Throws `JournalUnusable` when the journal belongs to another seed or day
 * length, or is damaged, and the system's own error when the port cannot be used.
 */
export const startSandbox = async (options: SandboxOptions): Promise<Sandbox> => {
  const { seed, dayMs, journalPath, port = 0, host = '127.0.0.1', now = () => new Date() } = options;
  const store = openStore({ seed, dayMs, journalPath, now });
  const server = createServer(appOf(store, options));
  try {
    const url = await listen(server, port, host);
    return {
      url,
      close: async () => {
        server.close();
        server.closeAllConnections();
        await once(server, 'close');
        store.close();
      },
    };
  } catch (error) {
    store.close();
    throw error;
  }
};
