/** What amounts between a part's bounds bring, at equal steps from the least to the most; amounts in any one unit. */
export type PartValues = Readonly<{ least: number; most: number; values: Float64Array }>;

/** Places at which a curve is looked at: a step is a hundredth of the total at most, and there are twelve at least. */
const [stepsOfTotal, leastSteps] = [100, 12];

/** What each amount between a part's bounds brings. */
export const partValues = (
  { least, most }: Readonly<{ least: number; most: number }>,
  total: number,
  outcomesOf: (amount: number) => number,
): PartValues => {
  const room = most - least;
  const steps = Math.max(Math.ceil((stepsOfTotal * room) / Math.max(total, room, 1)), leastSteps);
  const values = new Float64Array(steps + 1);
  for (let step = 0; step <= steps; step += 1) values[step] = outcomesOf(least + (room * step) / steps);
  return { least, most, values };
};

/** Places of the upper concave hull of values at equal steps. */
const hullOf = (values: Float64Array): readonly number[] => {
  const hull: number[] = [];
  for (let next = 0; next < values.length; next += 1) {
    for (;;) {
      const last = hull.at(-1);
      const before = hull.at(-2);
      if (last === undefined || before === undefined) break;
      const rise = (values[last] ?? 0) - (values[before] ?? 0);
      const on = (values[next] ?? 0) - (values[last] ?? 0);
      if (rise * (next - last) > on * (last - before)) break;
      hull.pop();
    }
    hull.push(next);
  }
  return hull;
};

/**
 * The amounts that bring most in all and add up to the total, as far as the bounds let them. Exact where values are concave;
 * where they are not, their upper hull is taken, from which at most one part differs.
 */
export const hullFill = (total: number, parts: readonly PartValues[]): Float64Array => {
  const amounts = Float64Array.from(parts, ({ least }) => least);
  const slopes: number[] = [];
  const lengths: number[] = [];
  const owners: number[] = [];
  for (const [part, { least, most, values }] of parts.entries()) {
    const step = (most - least) / (values.length - 1);
    if (!(step > 0)) continue;
    const hull = hullOf(values);
    for (let piece = 1; piece < hull.length; piece += 1) {
      const [from, to] = [hull[piece - 1] ?? 0, hull[piece] ?? 0];
      const length = (to - from) * step;
      slopes.push(((values[to] ?? 0) - (values[from] ?? 0)) / length);
      lengths.push(length);
      owners.push(part);
    }
  }
  let left = total - amounts.reduce((sum, amount) => sum + amount, 0);
  const order = Uint32Array.from(slopes.keys()).sort(
    (one, other) => (slopes[other] ?? 0) - (slopes[one] ?? 0) || one - other,
  );
  for (const piece of order) {
    if (left <= 0) break;
    const taken = Math.min(lengths[piece] ?? 0, left);
    const part = owners[piece] ?? 0;
    amounts[part] = (amounts[part] ?? 0) + taken;
    left -= taken;
  }
  return amounts;
};
