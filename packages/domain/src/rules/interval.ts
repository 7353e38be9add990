/** The numbers between two ends; an open end does not belong to it. */
export type Interval = Readonly<{ low: number; lowOpen: boolean; high: number; highOpen: boolean }>;

/** No metric is below nothing. */
export const anything: Interval = { low: 0, lowOpen: false, high: Infinity, highOpen: true };

export const above = (low: number, isOpen: boolean): Interval => ({ ...anything, low, lowOpen: isOpen });
export const below = (high: number, isOpen: boolean): Interval => ({ ...anything, high, highOpen: isOpen });
export const between = (low: number, high: number): Interval => ({ low, lowOpen: false, high, highOpen: false });

/** What both have; `undefined` when that is nothing. */
export const common = (one: Interval, other: Interval): Interval | undefined => {
  const [low, high] = [Math.max(one.low, other.low), Math.min(one.high, other.high)];
  const endsAt = (end: 'low' | 'high', value: number): boolean =>
    [one, other].some((each) => each[end] === value && each[`${end}Open`]);
  const both = { low, lowOpen: endsAt('low', low), high, highOpen: endsAt('high', high) };
  const isEmpty = low > high || (low === high && (both.lowOpen || both.highOpen));
  return isEmpty ? undefined : both;
};
