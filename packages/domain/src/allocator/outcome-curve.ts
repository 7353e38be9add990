/** What amounts bring, known at equal steps from nothing to the total; in between it lies on a line. */
export type OutcomeCurve = Readonly<{
  values: ArrayLike<number>;
  /** In smallest units; need not be whole. */
  step: number;
  /** Outcomes at an amount in smallest units; beyond the last step as at the last step. */
  at: (amount: number) => number;
}>;

/** Throws for fewer than two values, which say nothing of an amount in between. */
export const outcomeCurve = (values: ArrayLike<number>, total: number): OutcomeCurve => {
  const last = values.length - 1;
  if (last < 1) throw new RangeError('Outcomes are needed for nothing and for the total at least');
  const step = total / last;
  return {
    ...{ values, step },
    at: (amount) => {
      const place = step === 0 ? 0 : Math.min(last, amount / step);
      const before = Math.min(last - 1, Math.floor(place));
      const from = values[before] ?? 0;
      return from + ((values[before + 1] ?? from) - from) * (place - before);
    },
  };
};

/** Below this part of the greatest value a bend the wrong way is rounding. */
const rounding = 1e-12;

/** Whether no step brings more than the one before. */
export const isConcave = ({ values }: OutcomeCurve): boolean => {
  const last = values.length - 1;
  const allowed = rounding * Math.max(Math.abs(values[0] ?? 0), Math.abs(values[last] ?? 0));
  for (let index = 1; index < last; index += 1) {
    const [before, here, after] = [values[index - 1] ?? 0, values[index] ?? 0, values[index + 1] ?? 0];
    if (after - here > here - before + allowed) return false;
  }
  return true;
};
