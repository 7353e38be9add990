import type { RemoteBudget } from '../platform-port.ts';

/**
 * Most funding instruments want a daily budget beside the total one. The total is our budget for the flight and the real
 * limit; the daily one only paces: an even share, rounded UP to the currency's smallest unit, so that the days together
 * never fall short of the total, and never above the total, which X refuses.
 */
export const dailyCapMicros = (totalMicros: number, days: number, unitMicros: number): number =>
  Math.min(totalMicros, Math.ceil(totalMicros / Math.max(1, days) / unitMicros) * unitMicros);

/** In whole numbers: the product of two amounts is beyond what a double holds exactly. */
const scaledUp = (micros: number, factor: number, divisor: number, unitMicros: number): number => {
  const units = BigInt(divisor) * BigInt(unitMicros);
  return Number(((BigInt(micros) * BigInt(factor) + units - 1n) / units) * BigInt(unitMicros));
};

/**
 * The daily cap that goes with a changed total: the same share of it as before, also when a person chose the share on X.
 * `undefined` when the campaign has no cap.
 */
export const dailyCapAfter = (
  totalMicros: number,
  { micros: before, dailyCapMicros: cap }: RemoteBudget,
  unitMicros: number,
): number | undefined => {
  if (cap === undefined) return undefined;
  if (before === null || before === 0) return Math.min(cap, totalMicros);
  return Math.min(totalMicros, scaledUp(totalMicros, cap, before, unitMicros));
};
