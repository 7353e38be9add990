import { isPostgresAway, LogUnavailable } from '@campaigns/event-sourcing';
import type { Clock } from '@campaigns/service-kit';
import type { Logger } from 'pino';

type Options = Readonly<{
  /** Does what is due; resolves to when there is more, `undefined` when nothing waits. */
  work: () => Promise<Date | undefined>;
  clock: Pick<Clock, 'realMsUntil'>;
  logger: Logger;
  /** What the log calls it. */
  name: string;
}>;

export type DueLoop = Readonly<{
  /** There may be something to do at once. */
  ring: () => void;
  /** Finishes what is in hand. */
  stop: () => Promise<void>;
}>;

/** Another process may have put something there, and tells nobody: so often is looked. */
const safetyMs = 1_000;
const retryMs = 1_000;

/** Works when something is due, by the time of the business. */
export const dueLoop = ({ work, clock, logger, name }: Options): DueLoop => {
  let isStopping = false;
  let isRung = false;
  let wake: () => void = () => undefined;

  const sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      if (isRung || isStopping) return resolve();
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const workOnce = async (): Promise<number> => {
    try {
      const next = await work();
      return next === undefined ? safetyMs : Math.min(Math.max(clock.realMsUntil(next), 0), safetyMs);
    } catch (error) {
      const level = error instanceof LogUnavailable || isPostgresAway(error) ? 'warn' : 'error';
      logger[level]({ err: error, loop: name }, 'work that was due failed; trying again');
      return retryMs;
    }
  };

  const run = async (): Promise<void> => {
    while (!isStopping) {
      isRung = false;
      await sleep(await workOnce());
    }
  };

  const running = run();
  return {
    ring: () => {
      isRung = true;
      wake();
    },
    stop: async () => {
      isStopping = true;
      wake();
      await running;
    },
  };
};
