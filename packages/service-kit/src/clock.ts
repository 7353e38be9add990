import { z } from 'zod';
import { loadConfig } from './load-config.ts';

/** Business time, and how it relates to real waiting. */
export type Clock = Readonly<{
  now: () => Date;
  /** How long to really wait until it shows an instant, in ms; negative when it has passed. */
  realMsUntil: (due: Date) => number;
  /** What it will show after a real wait. */
  after: (realMs: number) => Date;
}>;

const clockOf = (nowMs: () => number, speed: number): Clock => ({
  now: () => new Date(nowMs()),
  realMsUntil: (due) => (due.getTime() - nowMs()) / speed,
  after: (realMs) => new Date(nowMs() + realMs * speed),
});

export const systemClock: Clock = clockOf(Date.now, 1);

/**
 * Starts at the present and runs `speed` times as fast. Anchored to a monotonic source, so that setting the computer's
 * clock neither turns it back nor makes it jump.
 */
export const acceleratedClock = (
  speed: number,
  startAt: Date = new Date(),
  elapsedMs: () => number = () => performance.now(),
): Clock => {
  if (!Number.isFinite(speed) || speed <= 0) throw new RangeError('The speed of a clock is a positive number');
  const anchor = elapsedMs();
  return clockOf(() => startAt.getTime() + (elapsedMs() - anchor) * speed, speed);
};

const environment = z
  .object({
    /** Business time runs this many times as fast as the wall clock; for trying out schedules. */
    CLOCK_SPEED: z.coerce.number().positive().max(1_000_000).default(1),
    /** When business time and the wall clock were the same. */
    CLOCK_STARTED_AT: z.iso.datetime({ offset: true }).optional(),
  })
  .refine(({ CLOCK_SPEED, CLOCK_STARTED_AT }) => CLOCK_SPEED === 1 || CLOCK_STARTED_AT !== undefined, {
    error: 'needed with CLOCK_SPEED, and the same for every process, so that their clocks show the same',
    path: ['CLOCK_STARTED_AT'],
  });

/** The clock of a process that runs beside others. Throws one error that names every wrong variable. */
export const loadClock = (env: NodeJS.ProcessEnv): Clock => {
  const { CLOCK_SPEED: speed, CLOCK_STARTED_AT: startedAt } = loadConfig(environment, env);
  if (speed === 1 || startedAt === undefined) return systemClock;
  const start = Date.parse(startedAt);
  return acceleratedClock(speed, new Date(start + (Date.now() - start) * speed));
};
