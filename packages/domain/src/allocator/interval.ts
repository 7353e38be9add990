/** A mean, and the ends of the interval in which four of five values lie. */
export type Interval = Readonly<{ mean: number; p10: number; p90: number }>;

/** The interval of equally likely values around their known mean. */
export const intervalOf = (mean: number, values: Float64Array): Interval => {
  const ordered = values.toSorted();
  const at = (part: number): number => ordered[Math.min(ordered.length - 1, Math.floor(part * ordered.length))] ?? mean;
  return { mean, p10: at(0.1), p90: at(0.9) };
};
