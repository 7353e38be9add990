import { setTimeout as sleep } from 'node:timers/promises';
import { type EventStore, observe } from '@campaigns/event-sourcing';
import type { Clock } from '@campaigns/service-kit';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { alarm } from './alarm.ts';
import { fireDue } from './fire-due.ts';
import { timerMetrics } from './timer-metrics.ts';
import { timerKinds } from './timer-rules.ts';
import { timerSignal } from './timer-signal.ts';
import { nextFireAt } from './timer-table.ts';

export type TimerServiceOptions = Readonly<{
  store: EventStore;
  pool: Pool;
  logger: Logger;
  clock: Clock;
  /** Looks at the table at least this often, should a signal get lost. Default 30,000 ms. */
  safetyMs?: number;
}>;

export type TimerService = Readonly<{
  /** A timer of this process was kept: no need to wait for the signal. */
  armed: (due: Date) => void;
  stop: () => Promise<void>;
}>;

const firstRetryMs = 100;
const lastRetryMs = 5_000;
/** Timers that are due and not to be had are in another orchestrator's hands. */
const othersWorkMs = 20;

/** Fires timers when they are due. Several services share one table. */
export const startTimerService = (options: TimerServiceOptions): TimerService => {
  const { store, pool, logger, clock, safetyMs = 30_000 } = options;
  const { now } = clock;
  const stopping = new AbortController();
  const wakeUp = alarm(clock, safetyMs);
  const fire = fireDue({ store, pool, logger, now });

  const pause = (ms: number): Promise<void> => sleep(ms, undefined, { signal: stopping.signal }).catch(() => undefined);

  let next: Date | undefined;
  const { overdue } = timerMetrics;
  const unobserve = observe('orchestrator', { overdue }, () => ({
    overdue: next === undefined ? 0 : Math.max(0, -clock.realMsUntil(next)) / 1_000,
  }));

  const fireOrSleep = async (): Promise<void> => {
    wakeUp.reset();
    next = await nextFireAt(pool, timerKinds);
    if (next === undefined || next > now()) return wakeUp.sleep(next);
    const fired = await fire();
    if (fired === 0) await pause(othersWorkMs);
  };

  const run = async (): Promise<void> => {
    let retryMs = firstRetryMs;
    while (!stopping.signal.aborted) {
      try {
        await fireOrSleep();
        retryMs = firstRetryMs;
      } catch (error) {
        logger.warn({ err: error, retryMs }, 'timers cannot be fired now; trying again');
        await pause(retryMs);
        retryMs = Math.min(retryMs * 2, lastRetryMs);
      }
    }
  };

  const running = run();
  const signal = timerSignal({ pool, logger, onArmed: wakeUp.ring });
  return {
    armed: wakeUp.ring,
    stop: async () => {
      stopping.abort();
      unobserve();
      wakeUp.stop();
      await Promise.all([running, signal.stop()]);
    },
  };
};
