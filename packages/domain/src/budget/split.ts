import { smallestUnitMicros } from '@campaigns/contracts';

export type Weighted<Key> = Readonly<{ key: Key; weight: number }>;
export type Share<Key> = Readonly<{ key: Key; amountMicros: number }>;

/**
 * Splits whole units in proportion to integer weights, by largest remainder: the parts add up to exactly the units. Ties go
 * to the earlier entry. Weights are non-negative, not all zero.
 */
export const splitUnits = (units: bigint, weights: readonly bigint[]): readonly bigint[] => {
  const weightSum = weights.reduce((sum, weight) => sum + weight, 0n);
  // Products of a total and a weight pass 2^53, so the division is done on bigints.
  const parts = weights.map((weight, index) => {
    const product = units * weight;
    return { index, whole: product / weightSum, remainder: product % weightSum };
  });
  const missing = Number(units - parts.reduce((sum, { whole }) => sum + whole, 0n));
  const byRemainder = parts.toSorted((a, b) =>
    a.remainder === b.remainder ? a.index - b.index : a.remainder < b.remainder ? 1 : -1,
  );
  const raised = new Set(byRemainder.slice(0, missing).map(({ index }) => index));
  return parts.map(({ index, whole }) => whole + (raised.has(index) ? 1n : 0n));
};

/**
 * Splits a total in proportion to integer weights, by largest remainder in the currency's smallest unit: the parts add
 * up to exactly the total. Ties go to the earlier entry. Weights are non-negative integers, not all zero; the total is
 * a multiple of the smallest unit.
 */
export const splitBudget = <Key>(
  totalMicros: number,
  currency: string,
  weights: readonly Weighted<Key>[],
): readonly Share<Key>[] => {
  const unit = BigInt(smallestUnitMicros(currency));
  const parts = splitUnits(
    BigInt(totalMicros) / unit,
    weights.map(({ weight }) => BigInt(weight)),
  );
  return weights.map(({ key }, index) => ({ key, amountMicros: Number((parts[index] ?? 0n) * unit) }));
};
