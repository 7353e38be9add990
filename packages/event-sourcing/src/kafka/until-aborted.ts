/**
 * What `run` comes to, unless the signal aborts before: then it throws the signal's reason at once. `onAbort` has to see to
 * it that what still runs comes to nothing.
 */
export const untilAborted = async <Result>(
  signal: AbortSignal | undefined,
  onAbort: () => void,
  run: () => Promise<Result>,
): Promise<Result> => {
  if (signal === undefined) return run();
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const end = (): void => {
    onAbort();
    aborted.reject(signal.reason);
  };
  signal.addEventListener('abort', end, { once: true });
  try {
    return await Promise.race([run(), aborted.promise]);
  } finally {
    signal.removeEventListener('abort', end);
  }
};
