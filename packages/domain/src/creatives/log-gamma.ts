/** Below this the series is not exact enough; from here on both are good to 12 digits. */
const seriesFrom = 10;

/** The mean of the logarithm of a value that is Gamma distributed with this shape and rate 1: the digamma function. */
export const meanOfLog = (shape: number): number => {
  if (shape < seriesFrom) return meanOfLog(shape + 1) - 1 / shape;
  const s = 1 / shape ** 2;
  return Math.log(shape) - 1 / (2 * shape) - s * (1 / 12 - s * (1 / 120 - s * (1 / 252 - s * (1 / 240 - s / 132))));
};

/** The variance of that logarithm: the trigamma function. */
export const varianceOfLog = (shape: number): number => {
  if (shape < seriesFrom) return varianceOfLog(shape + 1) + 1 / shape ** 2;
  const s = 1 / shape ** 2;
  return (1 + 1 / (2 * shape) + s * (1 / 6 - s * (1 / 30 - s * (1 / 42 - s * (1 / 30 - (s * 5) / 66))))) / shape;
};
