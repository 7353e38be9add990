import pg, { type ClientConfig, type Pool } from 'pg';
import type { Logger } from 'pino';

export type LogPoolOptions = Readonly<{
  url: string;
  /** Shows in `pg_stat_activity`. */
  applicationName: string;
  /** Connections at most. Default 10. */
  max?: number;
  /** Sends queries that are waiting on one connection together, without a round trip for each. */
  pipeline?: boolean;
  logger?: Logger;
}>;

/** A pool that reports an unreachable server within seconds and outlives the loss of its connections. */
export const logPool = ({ url, applicationName, max = 10, pipeline = false, logger }: LogPoolOptions): Pool => {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: applicationName,
    max,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    query_timeout: 60_000,
    pipeline,
  });
  // Not the error itself: it carries the whole client.
  pool.on('error', ({ message }) => logger?.warn({ reason: message }, 'idle connection lost'));
  return pool;
};

/** Options for a connection of its own to where a pool connects. */
export const clientOptions = (pool: Pool, applicationName: string): ClientConfig => {
  const { options } = pool;
  // pg-pool hides the password from enumeration, so a spread alone would lose it.
  const password = options.password === undefined ? {} : { password: options.password };
  return { ...options, ...password, application_name: applicationName, keepAlive: true };
};
