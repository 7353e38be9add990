import { type BudgetLimit, type Flight, type Platform, smallestUnitMicros } from '@campaigns/contracts';
import { boundedSplit } from '../budget/bounded-split.ts';

/** A platform's part of the total, and what of it is spent. */
export type SpentPart = Readonly<{ platform: Platform; budgetMicros: number; spentMicros: number }>;

/** What is left of a part, for the whole rest of the flight and for a day of it. */
export type RemainingPart = SpentPart & Readonly<{ remainingMicros: number; dailyMicros: number }>;

const dayMs = 86_400_000;

/** Days of the flight that are left; 0 when it is over. */
export const daysLeftOf = ({ endAt }: Flight, now: string): number =>
  Math.max(0, (Date.parse(endAt) - Date.parse(now)) / dayMs);

/** Less than a day is one: all that is left is spent on it. */
const wholeDays = (daysLeft: number): number => Math.max(1, daysLeft);

/** So much a day, in whole units of the currency and never more than there is. */
export const dailyOf = (micros: number, daysLeft: number, currency: string): number => {
  const unit = smallestUnitMicros(currency);
  return Math.floor(micros / wholeDays(daysLeft) / unit) * unit;
};

/**
 * What is spent stays where it is, counted up to the next unit of the currency; the rest of each part is spent evenly over the
 * days that are left.
 */
export const remainingOf = (
  parts: readonly SpentPart[],
  daysLeft: number,
  currency: string,
): readonly RemainingPart[] => {
  const unit = smallestUnitMicros(currency);
  return parts.map((part) => {
    const spentMicros = Math.min(part.budgetMicros, Math.ceil(part.spentMicros / unit) * unit);
    const remainingMicros = part.budgetMicros - spentMicros;
    return { ...part, spentMicros, remainingMicros, dailyMicros: dailyOf(remainingMicros, daysLeft, currency) };
  });
};

type Rules = Readonly<{
  currency: string;
  mostMovePercent: number;
  /** Of a part as a whole; those that are not named have none. */
  limits: readonly BudgetLimit[];
}>;

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** Within what the rest of a part stays, in units of the currency. One that rises by more a day than it may had next to nothing. */
const moveBounds = (part: RemainingPart, aim: number, afterMicros: number, { currency, mostMovePercent }: Rules) => {
  const unit = smallestUnitMicros(currency);
  const grown = (amount: number): number => Math.floor((amount / unit) * (1 + mostMovePercent / 100));
  const own = Math.floor(part.remainingMicros / unit);
  const risesFurther = afterMicros / unit > grown(part.dailyMicros);
  return {
    weight: Math.max(aim, Number.MIN_VALUE),
    least: Math.ceil((own * (100 - mostMovePercent)) / 100),
    most: risesFurther ? Math.max(own, Math.ceil(aim)) : Math.floor((own * (100 + mostMovePercent)) / 100),
  };
};

type MoveBounds = ReturnType<typeof moveBounds>;

const withLimits = (bounds: MoveBounds, { platform, spentMicros }: RemainingPart, { currency, limits }: Rules) => {
  const unit = smallestUnitMicros(currency);
  const limit = limits.find((each) => each.platform === platform);
  const rest = (micros: number): number => Math.max(0, micros - spentMicros) / unit;
  return {
    ...bounds,
    least: Math.max(bounds.least, Math.ceil(rest(limit?.leastMicros ?? 0))),
    most: Math.min(bounds.most, Math.floor(rest(limit?.mostMicros ?? Number.MAX_SAFE_INTEGER))),
  };
};

const canHold = (bounds: readonly MoveBounds[], total: number): boolean =>
  bounds.every(({ least, most }) => least <= most) &&
  sumOf(bounds.map(({ least }) => least)) <= total &&
  sumOf(bounds.map(({ most }) => most)) >= total;

/**
 * The parts of the total to which daily amounts lead: what is left in all is split in their proportions. The parts add up to
 * what they were, to the smallest unit. None moves by more than the percentage of what is left of it, but for one that may rise
 * further by its daily amount. A limit that daily amounts hold and parts cannot, by units of the currency, gives way.
 */
export const partsFrom = (
  before: readonly RemainingPart[],
  dailyAfter: ReadonlyMap<Platform, number>,
  rules: Rules,
): ReadonlyMap<Platform, number> => {
  const unit = smallestUnitMicros(rules.currency);
  const afterOf = ({ platform, dailyMicros }: RemainingPart): number => dailyAfter.get(platform) ?? dailyMicros;
  const movable = before.filter((part) => afterOf(part) !== part.dailyMicros);
  const total = sumOf(movable.map(({ remainingMicros }) => Math.floor(remainingMicros / unit)));
  const daily = sumOf(movable.map(afterOf));
  const free = movable.map((part) =>
    moveBounds(part, (total * afterOf(part)) / Math.max(daily, 1), afterOf(part), rules),
  );
  const limited = free.map((bounds, index) => withLimits(bounds, movable[index] as RemainingPart, rules));
  const split = movable.length === 0 ? [] : boundedSplit(total, canHold(limited, total) ? limited : free);
  return new Map(
    before.map((part) => {
      const index = movable.indexOf(part);
      if (index < 0) return [part.platform, part.budgetMicros];
      // What is less than a unit of the currency stays too.
      const odd = part.remainingMicros % unit;
      return [part.platform, part.spentMicros + odd + (split[index] as number) * unit];
    }),
  );
};
