import { setTimeout as sleep } from 'node:timers/promises';
import { LogUnavailable } from '../event-store.ts';

const networkCodes = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN'],
  ...['EHOSTUNREACH', 'EHOSTDOWN', 'ENETUNREACH', 'ENETDOWN', 'ENOENT'],
]);

/**
 * SQLSTATEs after which waiting helps (PostgreSQL documentation, appendix A): connection exception, insufficient resources
 * (full disk, too many connections), shutdown, I/O error, lock timeout, cancelled by a time limit, read-only after a failover.
 */
const waitingHelps = /^(08...|53...|57P0[1235]|58030|55P03|57014|25006)$/;

// Messages of pg and pg-pool for a broken connection; these errors carry no code.
const brokenConnection =
  /^(Connection terminated|Client has encountered a connection error|Query read timeout|timeout exceeded when trying to connect)/;

/**
 * Whether the error says that Postgres is away, and not that the statement is wrong. Looks at the shape only: an error of
 * Node's own network code need not be an instance of this realm's `Error`.
 */
export const isUnavailable = (error: unknown): boolean => {
  if (error instanceof LogUnavailable) return true;
  if (typeof error !== 'object' || error === null) return false;
  const { code, message } = error as Readonly<{ code?: unknown; message?: unknown }>;
  if (typeof code === 'string') return networkCodes.has(code) || waitingHelps.test(code);
  return typeof message === 'string' && brokenConnection.test(message);
};

/** `LogUnavailable` for an error that says so, else the error itself. */
export const unavailableOr = (error: unknown): unknown =>
  isUnavailable(error) ? new LogUnavailable('Postgres cannot be reached', { cause: error }) : error;

// These took their time already: a time limit, or no connection within one. Trying again would only add to the wait.
const tookLong = /^(Query read timeout|timeout exceeded when trying to connect|canceling statement due to)/;

const waitsMs = [20, 100, 500];

/**
 * Runs a statement that may run twice without harm; again, at most three times, while Postgres is away. Then throws
 * `LogUnavailable`. A statement whose connection broke has an unknown outcome: that is why it must be repeatable.
 */
export const persistently = async <Result>(
  run: () => Promise<Result>,
  retries: readonly number[] = waitsMs,
): Promise<Result> => {
  try {
    return await run();
  } catch (error) {
    const [waitMs, ...later] = retries;
    const slow = tookLong.test((error as Readonly<{ message?: string }> | undefined)?.message ?? '');
    if (waitMs === undefined || slow || !isUnavailable(error)) throw unavailableOr(error);
    await sleep(waitMs);
    return persistently(run, later);
  }
};
