/** Numbers from a seed: the same ones in the same order, always. */
export type Random = Readonly<{
  /** In [low, high). */
  between: (low: number, high: number) => number;
  /** In [low, high), as often in a lower half of the magnitudes as in the upper. */
  magnitude: (low: number, high: number) => number;
  /** Of mean 0 and deviation 1. */
  normal: () => number;
  happens: (probability: number) => boolean;
  oneOf: <Value>(values: readonly Value[]) => Value;
}>;

const mixed = (value: number): number => {
  let bits = Math.imul(value ^ (value >>> 16), 0x21f0aaad);
  bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97);
  return (bits ^ (bits >>> 15)) >>> 0;
};

export const randomFrom = (seed: number): Random => {
  let state = mixed(seed);
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    return mixed(state) / 2 ** 32;
  };
  const between = (low: number, high: number): number => low + (high - low) * next();
  return {
    between,
    magnitude: (low, high) => Math.exp(between(Math.log(low), Math.log(high))),
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    happens: (probability) => next() < probability,
    oneOf: (values) => {
      const value = values[Math.floor(next() * values.length)];
      if (value === undefined) throw new RangeError('Nothing to choose from');
      return value;
    },
  };
};
