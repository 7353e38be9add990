import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

export type Random = Readonly<{
  /** From 0 up to, not including, 1. */
  uniform: () => number;
  /** Of a gamma distribution with this shape, which is positive, and rate 1. */
  gamma: (shape: number) => number;
}>;

/** The first values of neighbouring seeds resemble each other. */
const dropped = 16;

/** Chance that comes from a seed: the same seed, the same values. */
export const seededRandom = (seed: number): Random => {
  const generator = xoroshiro128plus(seed);
  for (let drop = 0; drop < dropped; drop += 1) generator.next();
  const uniform = (): number => uniformFloat64(generator);

  const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());

  // Marsaglia and Tsang (2000): a cubed normal, accepted in more than 95 of 100 cases.
  const gammaFromOne = (shape: number): number => {
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = normal();
      const v = (1 + c * x) ** 3;
      if (v > 0 && Math.log(1 - uniform()) < (x * x) / 2 + d - d * v + d * Math.log(v)) return d * v;
    }
  };

  return {
    uniform,
    gamma: (shape) => (shape >= 1 ? gammaFromOne(shape) : gammaFromOne(shape + 1) * (1 - uniform()) ** (1 / shape)),
  };
};
