import { setTimeout as sleep } from 'node:timers/promises';

/** Repeats an assertion until it holds; throws its last error when it does not within `timeoutMs` (default 5,000). */
export const eventually = async <Result>(
  check: () => Result | Promise<Result>,
  { timeoutMs = 5_000, everyMs = 10 }: Readonly<{ timeoutMs?: number; everyMs?: number }> = {},
): Promise<Result> => {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() >= deadline) throw error;
      await sleep(everyMs);
    }
  }
};
