/** Where services take the time from. */
export type Clock = Readonly<{ now: () => Date }>;

export const systemClock: Clock = { now: () => new Date() };

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
  return { now: () => new Date(startAt.getTime() + (elapsedMs() - anchor) * speed) };
};
