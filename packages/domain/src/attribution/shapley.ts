/** What a coalition achieves; its members are the bits of the mask. */
export type Game = (mask: number) => number;

const sizeOf = (mask: number): number => {
  let size = 0;
  for (let rest = mask; rest > 0; rest &= rest - 1) size += 1;
  return size;
};

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));

/**
 * The Shapley value of each of `players` players: what it adds to a coalition, in the mean over all orders in which they
 * may come. Exact, over all 2^players coalitions: 64 for six.
 */
export const shapleyValues = (players: number, game: Game): readonly number[] => {
  const worths = Array.from({ length: 2 ** players }, (_, mask) => game(mask));
  const chanceOf = (others: number): number =>
    (factorial(others) * factorial(players - 1 - others)) / factorial(players);
  return Array.from({ length: players }, (_, player) => {
    const bit = 1 << player;
    return worths.reduce(
      (sum, worth, mask) =>
        (mask & bit) === 0 ? sum + chanceOf(sizeOf(mask)) * ((worths[mask | bit] ?? 0) - worth) : sum,
      0,
    );
  });
};
