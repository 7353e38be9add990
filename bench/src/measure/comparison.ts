import { median } from './statistics.ts';

/** What was measured on both sides in one round. */
export type Round<Measured> = Readonly<{ ours: Measured; theirs: Measured }>;

/** The least and the greatest ratio of a round. */
export type Spread = readonly [least: number, greatest: number];

/** Medians over the rounds; `ratio` is the median of the rounds' own ratios, so that a slow minute weighs on both sides. */
export type Comparison = Readonly<{ value: number; limit: number; ratio: number; spread: Spread }>;

export const comparisonOf = (rounds: readonly Round<number>[]): Comparison => {
  const ratios = rounds.map(({ ours, theirs }) => ours / theirs);
  return {
    value: median(rounds.map(({ ours }) => ours)),
    limit: median(rounds.map(({ theirs }) => theirs)),
    ratio: median(ratios),
    spread: [Math.min(...ratios), Math.max(...ratios)],
  };
};

/** Measures two sides in turn, each first in every other round: what one leaves behind must not always meet the other. */
export const alternate = async <Ours, Theirs>(
  rounds: number,
  ours: () => Promise<Ours>,
  theirs: () => Promise<Theirs>,
  onRound: (round: number) => void = () => {},
): Promise<readonly Readonly<{ ours: Ours; theirs: Theirs }>[]> => {
  const measured: { ours: Ours; theirs: Theirs }[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    onRound(round);
    if (round % 2 === 1) {
      const first = await ours();
      measured.push({ ours: first, theirs: await theirs() });
    } else {
      const first = await theirs();
      measured.push({ ours: await ours(), theirs: first });
    }
  }
  return measured;
};
