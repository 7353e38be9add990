import type { Clock } from '@campaigns/service-kit';

export type Alarm = Readonly<{
  /** Something is to happen at `due`: whoever sleeps longer than that wakes. */
  ring: (due: Date) => void;
  /** Sleeps until `next`, but wakes for anything that was rung since `reset`, after at most `atMostMs`, and at `stop`. */
  sleep: (next: Date | undefined) => Promise<void>;
  /** Forgets what was rung: call it before reading what is due next. */
  reset: () => void;
  stop: () => void;
}>;

/** One sleeper that wakes exactly in time. */
export const alarm = (clock: Pick<Clock, 'realMsUntil'>, atMostMs: number): Alarm => {
  let earliest: number | undefined;
  let stopped = false;
  let sleeper: Readonly<{ until: number; wake: () => void }> | undefined;

  return {
    ring: (due) => {
      earliest = Math.min(earliest ?? Number.POSITIVE_INFINITY, due.getTime());
      if (sleeper !== undefined && due.getTime() < sleeper.until) sleeper.wake();
    },
    reset: () => {
      earliest = undefined;
    },
    sleep: (next) => {
      const until = next?.getTime() ?? Number.POSITIVE_INFINITY;
      if (stopped || (earliest !== undefined && earliest < until)) return Promise.resolve();
      const waitMs =
        next === undefined ? atMostMs : Math.min(Math.max(Math.ceil(clock.realMsUntil(next)), 0), atMostMs);
      return new Promise((resolve) => {
        const wake = (): void => {
          clearTimeout(timer);
          sleeper = undefined;
          resolve();
        };
        const timer = setTimeout(wake, waitMs);
        sleeper = { until, wake };
      });
    },
    stop: () => {
      stopped = true;
      sleeper?.wake();
    },
  };
};
