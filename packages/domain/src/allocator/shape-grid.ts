/**
 * The shapes a curve may have: h(x) = x^slope ÷ (half^slope + x^slope), for half and slope on a grid. Spend and half are
 * logarithms of multiples of the arm's reference spend, so that one table serves all arms: ln h depends on
 * ln x − ln half alone.
 */

/** Below 1 the first unit is the best and there is no end to the return; above 1 the curve starts slowly. */
export const slopes: readonly number[] = [0.5, 0.7, 0.9, 1.15, 1.5, 2, 2.8];
const halfStep = 0.35;
const leastHalf = Math.log(0.08);
const halves = 18;
export const lnHalves: readonly number[] = Array.from({ length: halves }, (_, index) => leastHalf + index * halfStep);

export const shapeCount = slopes.length * halves;
export const slopeOf = (shape: number): number => slopes[Math.floor(shape / halves)] as number;
export const lnHalfOf = (shape: number): number => lnHalves[shape % halves] as number;

/**
 * Before any data: half lies around twice the reference spend, within a factor of 3 each way for two thirds of all arms; the
 * slope around 1.2, within a factor of 1.65. Both grids are as wide as media mix models look: slopes from 0.5 to 3, halves from
 * a third of what is spent upwards.
 */
const halfPrior = { mean: Math.log(2), deviation: 1.1 };
const slopePrior = { mean: Math.log(1.2), deviation: 0.5 };

export const lnPrior: Float64Array = (() => {
  const density = Float64Array.from({ length: shapeCount }, (_, shape) => {
    const half = (lnHalfOf(shape) - halfPrior.mean) / halfPrior.deviation;
    const slope = (Math.log(slopeOf(shape)) - slopePrior.mean) / slopePrior.deviation;
    return Math.exp(-(half * half + slope * slope) / 2);
  });
  const sum = density.reduce((running, each) => running + each, 0);
  return density.map((each) => Math.log(each / sum));
})();

/** Steps of the table within one step of half; between the steps it is interpolated, which is exact to 10⁻³. */
const fineness = 4;
const step = halfStep / fineness;
/** Spend from a thousandth to a hundred times the reference is told apart; what is beyond counts as the end. */
const leastSpend = Math.log(0.001);
const spendSteps = Math.ceil((Math.log(100) - leastSpend) / step);
const tableLength = spendSteps + 2 + (halves - 1) * fineness;

const table = (shapeAt: (slope: number, lnRatio: number) => number): readonly Float64Array[] =>
  slopes.map((slope) =>
    Float64Array.from({ length: tableLength }, (_, index) =>
      shapeAt(slope, leastSpend - leastHalf + (index - (halves - 1) * fineness) * step),
    ),
  );
const logOfShare = (slope: number, lnRatio: number): number => -Math.log1p(Math.exp(-slope * lnRatio));
const lnShares = table(logOfShare);
const shares = table((slope, lnRatio) => Math.exp(logOfShare(slope, lnRatio)));

/** h at the reference spend itself, to which every curve is scaled. */
const lnAtReference = Float64Array.from({ length: shapeCount }, (_, shape) =>
  logOfShare(slopeOf(shape), -lnHalfOf(shape)),
);
const perReference = lnAtReference.map((each) => Math.exp(-each));

type Place = Readonly<{ low: number; lower: number; upper: number }>;

/** Between which two steps of the table a spend lies, and how much each of them counts. */
const placeOf = (spend: number): Place => {
  const place = Math.min(Math.max((Math.log(spend) - leastSpend) / step, 0), spendSteps);
  const low = Math.floor(place);
  return { low: low + (halves - 1) * fineness, lower: 1 - (place - low), upper: place - low };
};

/** What one spend brings for each shape, as a multiple of what the reference spend brings, and its logarithm. */
export type ShapeValues = Readonly<{ values: Float64Array; logarithms: Float64Array }>;

/** Adds `exposure` × the values and `outcome` × their logarithms at one spend; spend is the multiple of the reference. */
export const addAt = (into: ShapeValues, spend: number, exposure: number, outcome: number): void => {
  const { low, lower, upper } = placeOf(spend);
  for (let slope = 0, shape = 0; slope < slopes.length; slope += 1) {
    const share = shares[slope] as Float64Array;
    const ln = lnShares[slope] as Float64Array;
    for (let half = 0, at = low; half < halves; half += 1, shape += 1, at -= fineness) {
      const value = lower * (share[at] as number) + upper * (share[at + 1] as number);
      const logarithm = lower * (ln[at] as number) + upper * (ln[at + 1] as number);
      (into.values[shape] as number) += exposure * value * (perReference[shape] as number);
      (into.logarithms[shape] as number) += outcome * (logarithm - (lnAtReference[shape] as number));
    }
  }
};

/** Σ over the shapes of factor × value at this spend. */
export const sumAt = (factors: Float64Array, spend: number): number => {
  if (spend <= 0) return 0;
  const { low, lower, upper } = placeOf(spend);
  let sum = 0;
  for (let slope = 0, shape = 0; slope < slopes.length; slope += 1) {
    const share = shares[slope] as Float64Array;
    for (let half = 0, at = low; half < halves; half += 1, shape += 1, at -= fineness) {
      const value = lower * (share[at] as number) + upper * (share[at + 1] as number);
      sum += (factors[shape] as number) * (perReference[shape] as number) * value;
    }
  }
  return sum;
};

/** What `sumAt` rises by for one more reference spend: h′(x) = slope × h × (1 − h) ÷ x. */
export const riseAt = (factors: Float64Array, spend: number): number => {
  const at = Math.max(spend, Math.exp(leastSpend));
  const { low, lower, upper } = placeOf(at);
  let sum = 0;
  for (let slope = 0, shape = 0; slope < slopes.length; slope += 1) {
    const share = shares[slope] as Float64Array;
    const steepness = (slopes[slope] as number) / at;
    for (let half = 0, index = low; half < halves; half += 1, shape += 1, index -= fineness) {
      const value = lower * (share[index] as number) + upper * (share[index + 1] as number);
      sum += (factors[shape] as number) * (perReference[shape] as number) * steepness * value * (1 - value);
    }
  }
  return sum;
};
