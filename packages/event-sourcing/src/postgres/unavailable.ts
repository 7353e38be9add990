import { setTimeout as sleep } from 'node:timers/promises';
import { LogUnavailable } from '../event-store.ts';
import { isPostgresAway } from './away.ts';

/** Whether the error says that the log is away, because Postgres is. */
export const isUnavailable = (error: unknown): boolean => error instanceof LogUnavailable || isPostgresAway(error);

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
