import { LogUnavailable } from '../event-store.ts';

type Shape = Readonly<{
  name?: unknown;
  type?: unknown;
  message?: unknown;
  retriable?: unknown;
  cause?: unknown;
  errors?: unknown;
}>;

/** An error, what caused it and what it sums up, by their shape: they need not be instances of this realm's `Error`. */
export const withCauses = (error: unknown, depth = 10): readonly Shape[] => {
  if (typeof error !== 'object' || error === null || depth === 0) return [];
  const { cause, errors = [] } = error as Shape;
  const behind: readonly unknown[] = Array.isArray(errors) ? [cause, ...errors] : [cause];
  return [error, ...behind.flatMap((each) => withCauses(each, depth - 1))];
};

const away = new Set<unknown>([
  'KafkaJSConnectionError',
  'KafkaJSConnectionClosedError',
  'KafkaJSRequestTimeoutError',
  'KafkaJSNumberOfRetriesExceeded',
  'KafkaJSBrokerNotFound',
  'KafkaJSNoBrokerAvailableError',
  'KafkaJSGroupCoordinatorNotFound',
  'KafkaJSLockTimeout',
]);

/** Whether the error says that Kafka is away or not ready, and not that the request is wrong. */
export const isUnavailable = (error: unknown): boolean =>
  error instanceof LogUnavailable ||
  withCauses(error).some(({ name, retriable }) => away.has(name) || retriable === true);

/** `LogUnavailable` for an error that says so, else the error itself. */
export const unavailableOr = (error: unknown): unknown =>
  isUnavailable(error) && !(error instanceof LogUnavailable)
    ? new LogUnavailable('Kafka cannot be reached', { cause: error })
    : error;

/** Runs what talks to Kafka; throws `LogUnavailable` when that is away. */
export const orUnavailable = async <Result>(run: () => Promise<Result>): Promise<Result> => {
  try {
    return await run();
  } catch (error) {
    throw unavailableOr(error);
  }
};

/** A transaction was being ended by another than who began it: a newer producer of the same name, or the time limit. */
export class EndedByAnother extends Error {
  override readonly name = 'EndedByAnother';
}

/**
 * Ends a transaction. While the coordinator ends it for a newer producer, it calls an end of ours concurrent instead of
 * fenced, and the client asks no second time. It can mean nothing else: ours is sent once, and only what is open is ended.
 */
export const ending = async (end: () => Promise<void>): Promise<void> => {
  try {
    await end();
  } catch (error) {
    const isConcurrent = withCauses(error).some(({ type }) => type === 'CONCURRENT_TRANSACTIONS');
    if (!isConcurrent) throw error;
    throw new EndedByAnother('The transaction was being ended by another', { cause: error });
  }
};

/** Whether the error says that a newer producer of the same name is at work. */
export const isFenced = (error: unknown): boolean =>
  withCauses(error).some(
    ({ name, type, message }) =>
      name === 'EndedByAnother' ||
      type === 'INVALID_PRODUCER_EPOCH' ||
      // The client has no name for PRODUCER_FENCED.
      (type === 'KAFKAJS_UNKNOWN_ERROR_CODE' && message === 'Unknown error code 90'),
  );
