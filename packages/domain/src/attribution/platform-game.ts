import { platform } from '@campaigns/contracts';
import type { Journey } from './journeys.ts';
import { type Game, shapleyValues } from './shapley.ts';

/** All sets of platforms, as bits in the order of the vocabulary. */
const sets = Array.from({ length: 2 ** platform.options.length }, (_, mask) => mask);

const isWithin = (inner: number, outer: number): boolean => (inner & outer) === inner;

/** The platforms of a journey as bits. */
export const platformsOf = ({ touches }: Journey): number =>
  touches.reduce((mask, touch) => mask | (1 << platform.options.indexOf(touch.platform)), 0);

/**
 * Journeys without a conversion that every set of platforms is given beside its own, so that a rate from a handful of
 * journeys says little: with 20 it says half of what it seems to.
 */
const caution = 20;

export type PlatformGame = Readonly<{
  /**
   * Conversions to be expected had people met only the platforms of the mask: 0 for none, all that there were for all
   * platforms, never less for more platforms.
   */
  expected: Game;
  /** How a conversion of people who met exactly the platforms of a mask is split among the platforms, in their order. */
  sharesOf: (mask: number) => readonly number[];
}>;

/**
 * The game that data-driven attribution is the Shapley value of. People who met exactly the platforms T convert at the rate
 * of T. Had they met only those of S among them, they would have converted at the rate of all people whose platforms lie
 * within S (the best of it and its subsets), but not better than they did.
 *
 * Not the plain count of conversions within S: its Shapley value splits each conversion equally among its platforms, and
 * journeys without conversion count for nothing. Not the plain rate within S: a platform that brings many people of whom
 * few convert lowers it, and would owe conversions.
 */
export const platformGame = (journeys: readonly Journey[]): PlatformGame => {
  const met = sets.map(() => 0);
  const converted = sets.map(() => 0);
  for (const journey of journeys) {
    const mask = platformsOf(journey);
    met[mask] = (met[mask] ?? 0) + 1;
    if (journey.conversion !== null) converted[mask] = (converted[mask] ?? 0) + 1;
  }
  const within = (counts: readonly number[], outer: number): number =>
    counts.reduce((sum, count, mask) => (mask !== 0 && isWithin(mask, outer) ? sum + count : sum), 0);
  const rates = sets.map((mask) => within(converted, mask) / (within(met, mask) + caution));
  const best = sets.map((mask) =>
    Math.max(...sets.filter((inner) => isWithin(inner, mask)).map((set) => rates[set] ?? 0)),
  );
  const ownRate = (mask: number): number => ((met[mask] ?? 0) === 0 ? 0 : (converted[mask] ?? 0) / (met[mask] ?? 0));

  /** The rate at which people who met exactly `whole` would have converted with the platforms of `mask` alone. */
  const rateOf = (whole: number, mask: number): number => {
    const own = ownRate(whole);
    return isWithin(whole, mask) ? own : Math.min(own, best[mask & whole] ?? 0);
  };
  const occurring = sets.filter((mask) => mask !== 0 && (converted[mask] ?? 0) > 0);
  const shares = new Map(
    occurring.map((whole) => {
      const values = shapleyValues(platform.options.length, (mask) => rateOf(whole, mask));
      return [whole, values.map((value) => value / ownRate(whole))];
    }),
  );
  return {
    expected: (mask) => occurring.reduce((sum, whole) => sum + (met[whole] ?? 0) * rateOf(whole, mask), 0),
    sharesOf: (mask) => shares.get(mask) ?? [],
  };
};
