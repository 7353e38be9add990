export type Bounded = Readonly<{ weight: number; least: number; most: number }>;

const halvings = 200;

const clamped = (value: number, { least, most }: Bounded): number => Math.min(Math.max(value, least), most);

/**
 * Whole numbers in proportion to positive weights, each within its bounds, that add up to exactly the total; what a bound
 * takes from one goes to the others. The total lies between the sums of the bounds.
 */
export const boundedSplit = (total: number, entries: readonly Bounded[]): readonly number[] => {
  const partsAt = (factor: number): readonly number[] =>
    entries.map((entry) => clamped(Math.floor(factor * entry.weight), entry));
  const sum = (parts: readonly number[]): number => parts.reduce((running, part) => running + part, 0);
  // The sum grows with the factor: the largest factor that does not pass the total is looked for by halving.
  let low = 0;
  let high = Math.max(...entries.map(({ most, weight }) => (most + 1) / weight));
  for (let halving = 0; halving < halvings; halving += 1) {
    const middle = (low + high) / 2;
    if (sum(partsAt(middle)) > total) high = middle;
    else low = middle;
  }
  const parts = [...partsAt(low)];
  for (let missing = total - sum(parts), index = 0; missing > 0; index = (index + 1) % parts.length) {
    const part = parts[index] as number;
    if (part >= (entries[index] as Bounded).most) continue;
    parts[index] = part + 1;
    missing -= 1;
  }
  return parts;
};
