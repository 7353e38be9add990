import { setTimeout as sleep } from 'node:timers/promises';

export type OpenLoad = Readonly<{ perSecond: number; calls: number }>;

/**
 * Makes calls at fixed times, whether earlier ones have been answered or not, and waits for all. Each call is given the
 * time at which it was due: latency counts from there, so that a stall cannot hide behind calls that were made late.
 */
export const openLoop = async (
  { perSecond, calls }: OpenLoad,
  call: (dueAt: number, index: number) => Promise<unknown>,
): Promise<void> => {
  const startedAt = performance.now() + 5;
  const running: Promise<unknown>[] = [];
  for (let index = 0; index < calls; index += 1) {
    const dueAt = startedAt + (index * 1_000) / perSecond;
    const waitMs = dueAt - performance.now();
    if (waitMs > 0) await sleep(waitMs);
    running.push(call(dueAt, index));
  }
  await Promise.all(running);
};
