/**
 * How many events there are when so many are expected, for a number in [0, 1): the same number gives more where more are expected,
 * so that two strategies meet the same luck. Expected is below 700: e^−700 is the least that a double holds.
 */
export const poissonAt = (expected: number, share: number): number => {
  let probability = Math.exp(-expected);
  let [below, count] = [probability, 0];
  // A sum of many doubles need not reach the last share before 1: probabilities that add nothing any more end the search.
  while (share >= below && probability > Number.MIN_VALUE) {
    count += 1;
    probability *= expected / count;
    if (below + probability === below && count > expected) break;
    below += probability;
  }
  return count;
};
