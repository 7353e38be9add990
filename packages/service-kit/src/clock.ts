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
