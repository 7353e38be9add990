import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Application } from 'express';
import type { Logger } from 'pino';
import type { KeyTable } from './idempotency/key-table.ts';

export type RunningServer = Readonly<{ url: string; close: () => Promise<void> }>;

type Options = Readonly<{ app: Application; port: number; host: string; keys: KeyTable; logger: Logger }>;

/** How long a repeated request finds its answer. */
const keysKeptHours = 48;
const pruneEveryMs = 3_600_000;
/** After this long a closing server ends the connections that are still open. */
const closeWithinMs = 10_000;

const pruneRegularly = (keys: KeyTable, logger: Logger): NodeJS.Timeout =>
  setInterval(() => {
    keys.prune(keysKeptHours).catch((error: unknown) => logger.warn({ err: error }, 'old keys could not be removed'));
  }, pruneEveryMs).unref();

export const startServer = async ({ app, port, host, keys, logger }: Options): Promise<RunningServer> => {
  const server = createServer(
    // A client that sends slowly is cut off: headers within 10 s, the whole request within 30 s.
    { headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 65_000, connectionsCheckingInterval: 5_000 },
    app,
  );
  server.listen(port, host);
  await once(server, 'listening');
  const pruning = pruneRegularly(keys, logger);
  const { address, family, port: bound } = server.address() as AddressInfo;
  const url = `http://${family === 'IPv6' ? `[${address}]` : address}:${bound}`;
  logger.info({ url }, 'listening');
  return {
    url,
    close: async () => {
      clearInterval(pruning);
      const closed = once(server, 'close');
      server.close();
      const cutOff = setTimeout(() => server.closeAllConnections(), closeWithinMs);
      await closed;
      clearTimeout(cutOff);
    },
  };
};
