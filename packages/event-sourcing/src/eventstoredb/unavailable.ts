import { setTimeout as sleep } from 'node:timers/promises';
import { LogUnavailable } from '../event-store.ts';

/** Kinds of error that the client tells apart and after which waiting helps: lost, late, cut off, or another node leads now. */
const clientKinds = new Set<unknown>(['unavailable', 'deadline-exceeded', 'timeout', 'cancelled', 'not-leader']);

/** gRPC status codes: cancelled, deadline exceeded, aborted (the server's own time limits), unavailable. */
const grpcCodes = new Set<unknown>([1, 4, 10, 14]);

// What the client and the server say without a kind or a code: connections that broke in the middle of a call, a channel
// that another call closed, a cluster without a leader, a server that is starting.
const messages =
  /RST_STREAM|Connection dropped|write after end|Channel has been (shut down|closed)|Failed to discover|Server Is (Not Ready|Busy|Too Busy)|No leader info/;

/** Whether the error says that EventStoreDB is away for now, and not that the call is wrong. */
export const isUnavailable = (error: unknown): boolean => {
  if (error instanceof LogUnavailable) return true;
  if (typeof error !== 'object' || error === null) return false;
  const { type, code, message } = error as Readonly<{ type?: unknown; code?: unknown; message?: unknown }>;
  return clientKinds.has(type) || grpcCodes.has(code) || (typeof message === 'string' && messages.test(message));
};

/** `LogUnavailable` for an error that says so, else the error itself. */
export const unavailableOr = (error: unknown): unknown =>
  isUnavailable(error) && !(error instanceof LogUnavailable)
    ? new LogUnavailable('EventStoreDB cannot be reached', { cause: error })
    : error;

/** The result, or `LogUnavailable` after `ms`. The call goes on; a call that changes something must be repeatable. */
export const within = async <Result>(ms: number, call: Promise<Result>): Promise<Result> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new LogUnavailable(`EventStoreDB did not answer within ${Math.ceil(ms)} ms`)), ms);
  });
  try {
    return await Promise.race([call, late]);
  } finally {
    clearTimeout(timer);
  }
};

const waitsMs = [20, 100, 500];

/**
 * Runs a call that may run twice without harm; again while EventStoreDB is away, as long as `deadlineMs` is not over, which
 * the call is told what is left of. Then throws `LogUnavailable`.
 */
export const persistently = async <Result>(
  deadlineMs: number,
  run: (leftMs: number) => Promise<Result>,
): Promise<Result> => {
  const end = performance.now() + deadlineMs;
  for (const waitMs of [...waitsMs, Number.POSITIVE_INFINITY]) {
    try {
      return await run(Math.max(1, end - performance.now()));
    } catch (error) {
      if (!isUnavailable(error) || performance.now() + waitMs >= end) throw unavailableOr(error);
      await sleep(waitMs);
    }
  }
  throw new LogUnavailable('EventStoreDB cannot be reached');
};
