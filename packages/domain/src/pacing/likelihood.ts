/** What is expected of an amount, and how sure that is: Student's t with so many degrees of freedom. */
export type Likelihood = Readonly<{ mean: number; variance: number; degrees: number }>;

/** So many standard deviations around the mean hold 80 of 100 values of a normal distribution. */
const z90 = 1.2815515594;

/** The 90th percentile of Student's t, by Cornish and Fisher's expansion: 0.3 % off at 3 degrees of freedom, less above. */
const t90 = (degrees: number): number =>
  z90 + (z90 ** 3 + z90) / (4 * degrees) + (5 * z90 ** 5 + 16 * z90 ** 3 + 3 * z90) / (96 * degrees ** 2);

/** The values that 10, 50 and 90 of 100 outcomes stay below. */
export const deciles = ({
  mean,
  variance,
  degrees,
}: Likelihood): Readonly<{ p10: number; p50: number; p90: number }> => {
  const reach = variance === 0 ? 0 : t90(degrees) * Math.sqrt(variance);
  return { p10: mean - reach, p50: mean, p90: mean + reach };
};

/** Of the standard normal distribution; off by less than 8e-8 (Abramowitz and Stegun 26.2.17). */
const normalBelow = (z: number): number => {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const terms = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429];
  const tail =
    terms.reduceRight((sum, term) => (sum + term) * t, 0) * (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI));
  return z > 0 ? 1 - tail : tail;
};

/** The probability, from 0 to 1, that it comes out above a limit. */
export const probabilityAbove = ({ mean, variance, degrees }: Likelihood, limit: number): number => {
  if (variance === 0) return mean > limit ? 1 : 0;
  const t = (limit - mean) / Math.sqrt(variance);
  return 1 - normalBelow((t * (1 - 1 / (4 * degrees))) / Math.sqrt(1 + (t * t) / (2 * degrees)));
};

/** Of the sum of amounts that know nothing of each other; the degrees are Welch's and Satterthwaite's. */
export const together = (parts: readonly Likelihood[]): Likelihood => {
  const mean = parts.reduce((sum, part) => sum + part.mean, 0);
  const variance = parts.reduce((sum, part) => sum + part.variance, 0);
  const spread = parts.reduce((sum, part) => sum + part.variance ** 2 / part.degrees, 0);
  return { mean, variance, degrees: spread === 0 ? 1 : variance ** 2 / spread };
};
