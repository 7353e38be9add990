import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as settled } from 'node:timers/promises';
import type { Clock } from '@campaigns/service-kit';

/** Stands still while anybody works, and jumps to the end of the next wait when all of them wait. */
export type SimulatedTime = Readonly<{
  /** Epoch ms. */
  now: () => number;
  clock: Clock;
  /** Does something that takes no time but what it waits for with `sleep`. */
  work: <Result>(task: () => Promise<Result>) => Promise<Result>;
  /** Resolves so many milliseconds of this time later. */
  sleep: (ms: number) => Promise<void>;
  /** For who does not work: resolves at an instant that is still to come. */
  until: (at: Date) => Promise<void>;
  /** Works on something at an instant that is still to come. */
  workAt: (at: Date, task: () => Promise<void>) => void;
}>;

type Sleeper = Readonly<{ at: number; wake: () => void }>;
type Worker = { asleep: number };

/** `isBusy`: somebody who does not `work` here has something to do all the same. */
export const simulatedTime = (startAt: Date, isBusy: () => boolean = () => false): SimulatedTime => {
  const workers = new AsyncLocalStorage<Worker>();
  /** The first to wake up last. */
  const sleepers: Sleeper[] = [];
  let nowMs = startAt.getTime();
  let awake = 0;
  let isLooking = false;

  /** Whoever was just woken, or has just ended, may begin something at once. */
  const passWhenAllWait = async (): Promise<void> => {
    if (isLooking) return;
    isLooking = true;
    await settled();
    isLooking = false;
    const next = sleepers.at(-1);
    if (awake > 0 || isBusy() || next === undefined) return;
    nowMs = Math.max(nowMs, next.at);
    for (let due = sleepers.at(-1); due !== undefined && due.at <= nowMs; due = sleepers.at(-1)) {
      sleepers.pop();
      due.wake();
    }
    void passWhenAllWait();
  };

  const fallAsleep = (worker: Worker | undefined): void => {
    if (worker === undefined) return;
    worker.asleep += 1;
    if (worker.asleep === 1) awake -= 1;
  };
  const wakeUp = (worker: Worker | undefined): void => {
    if (worker === undefined) return;
    worker.asleep -= 1;
    if (worker.asleep === 0) awake += 1;
  };

  const insert = (sleeper: Sleeper): void => {
    let [low, high] = [0, sleepers.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((sleepers[middle] as Sleeper).at > sleeper.at) low = middle + 1;
      else high = middle;
    }
    sleepers.splice(low, 0, sleeper);
  };

  const now = (): number => nowMs;

  const work: SimulatedTime['work'] = async (task) => {
    awake += 1;
    try {
      return await workers.run({ asleep: 0 }, task);
    } finally {
      awake -= 1;
      void passWhenAllWait();
    }
  };

  return {
    now,
    work,
    clock: {
      now: () => new Date(now()),
      realMsUntil: (due) => due.getTime() - now(),
      after: (ms) => new Date(now() + ms),
    },
    sleep: (ms) => {
      const worker = workers.getStore();
      return new Promise((resolve) => {
        fallAsleep(worker);
        const wake = (): void => {
          wakeUp(worker);
          resolve();
        };
        insert({ at: now() + ms, wake });
        void passWhenAllWait();
      });
    },
    until: (at) =>
      new Promise((wake) => {
        insert({ at: at.getTime(), wake });
        void passWhenAllWait();
      }),
    workAt: (at, task) => {
      insert({ at: at.getTime(), wake: () => void work(task) });
      void passWhenAllWait();
    },
  };
};
