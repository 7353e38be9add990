import { microsPerUnit } from '@campaigns/contracts';
import type { Curve } from './curve.ts';
import type { Evidence } from './evidence.ts';
import type { Posterior } from './posterior.ts';
import type { Random } from './random.ts';
import { lnHalfOf, riseAt, shapeCount, slopeOf, sumAt } from './shape-grid.ts';

/** What is believed of an arm's curve. */
export type Belief = Readonly<{
  evidence: Evidence;
  posterior: Posterior;
  /** Outcomes that one event of the posterior stands for. */
  dispersion: number;
  /** Events that came, and that would have come of the arm's spend at the mean return of all. */
  events: number;
  expectedEvents: number;
}>;

/** Outcomes a day at a spend, averaged over all that is believed. */
export const meanAt = ({ evidence, posterior, dispersion }: Belief, spendMicros: number): number =>
  dispersion * sumAt(posterior.meanLevels, spendMicros / evidence.referenceMicros);

/** Running sums of the weights of all shapes in all regimes, to draw from. */
const cumulated = ({ regimes }: Posterior): Float64Array => {
  const sums = new Float64Array(regimes.length * shapeCount);
  let sum = 0;
  for (const [regime, { weights }] of regimes.entries()) {
    for (let shape = 0; shape < shapeCount; shape += 1) {
      sum += weights[shape] ?? 0;
      sums[regime * shapeCount + shape] = sum;
    }
  }
  return sums;
};

const firstAbove = (sums: Float64Array, value: number): number => {
  let [low, high] = [0, sums.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sums[middle] ?? 0) > value) high = middle;
    else low = middle + 1;
  }
  return low;
};

/** Curves drawn as likely as they are believed. */
export const drawsOf = (
  { evidence: { referenceMicros }, posterior, dispersion }: Belief,
  count: number,
  random: Random,
): readonly Curve[] => {
  const sums = cumulated(posterior);
  return Array.from({ length: count }, () => {
    const place = firstAbove(sums, random.uniform() * (sums.at(-1) ?? 1));
    const shape = place % shapeCount;
    const regime = posterior.regimes[Math.floor(place / shapeCount)];
    const level = regime === undefined ? 0 : random.gamma(regime.shape) / (regime.rates[shape] ?? 1);
    const half = Math.exp(lnHalfOf(shape));
    const slope = slopeOf(shape);
    return { most: dispersion * level * (1 + half ** slope), halfMicros: half * referenceMicros, slope };
  });
};

/** Outcomes for one more unit of the currency at a spend. */
export const marginalAt = ({ evidence, posterior, dispersion }: Belief, spendMicros: number): number =>
  (dispersion * riseAt(posterior.meanLevels, spendMicros / evidence.referenceMicros) * microsPerUnit) /
  evidence.referenceMicros;

/**
 * One curve to show for all that are believed: the mean slope, the geometric mean of the halves, and the height at which it meets
 * the mean at the reference spend.
 */
export const curveOf = (belief: Belief): Curve => {
  const { evidence, posterior } = belief;
  let [slope, lnHalf] = [0, 0];
  for (let shape = 0; shape < shapeCount; shape += 1) {
    slope += (posterior.weights[shape] ?? 0) * slopeOf(shape);
    lnHalf += (posterior.weights[shape] ?? 0) * lnHalfOf(shape);
  }
  const half = Math.exp(lnHalf);
  const atReference = meanAt(belief, evidence.referenceMicros);
  return { most: atReference * (1 + half ** slope), halfMicros: half * evidence.referenceMicros, slope };
};
