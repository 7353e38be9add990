import { platforms, total } from './world.ts';

/** One day of one platform as it is known: in currency units, and conversions reported so far. */
export type KnownDay = Readonly<{ spend: number; conversions: number }>;

export type Known = Readonly<{
  /** The day that is decided on; what is known ends with the day before. */
  day: number;
  /** For each platform the days from 0 on. */
  history: readonly (readonly KnownDay[])[];
  /** What each platform has now, in currency units. */
  amounts: readonly number[];
}>;

/** Decides each morning what each platform gets; the amounts add up to the total. */
export type Strategy = Readonly<{
  name: string;
  /** Whether it is what the aims are for; the others are what it is compared with. */
  isJudged: boolean;
  decide: (known: Known, seed: number) => readonly number[];
}>;

/** In cents: no platform takes a third of one. */
export const equalAmounts: readonly number[] = Array.from(
  { length: platforms },
  (_, platform) =>
    (Math.floor((100 * total * (platform + 1)) / platforms) - Math.floor((100 * total * platform) / platforms)) / 100,
);

export const equalSplit: Strategy = { name: 'equal split', isJudged: false, decide: () => equalAmounts };

const days = 7;

const lately = (history: readonly KnownDay[]): KnownDay =>
  history
    .slice(-days)
    .reduce((sum, each) => ({ spend: sum.spend + each.spend, conversions: sum.conversions + each.conversions }), {
      ...{ spend: 0, conversions: 0 },
    });

const inProportion = (weights: readonly number[]): readonly number[] => {
  const sum = weights.reduce((all, weight) => all + weight, 0);
  return weights.map((weight) => (total * weight) / sum);
};

/**
 * Every day in proportion to what came back for each unit of spend in the last seven days. A platform that has spent nothing in
 * seven days counts as the mean of the others: it is tried anew.
 */
export const roasProportional: Strategy = {
  name: 'ROAS-proportional',
  isJudged: false,
  decide: ({ history, amounts }) => {
    const returns = history.map(lately).map(({ spend, conversions }) => (spend > 0 ? conversions / spend : undefined));
    const known = returns.filter((each) => each !== undefined);
    const mean = known.reduce((sum, each) => sum + each, 0) / known.length;
    return known.length === 0 || mean === 0 ? amounts : inProportion(returns.map((each) => each ?? mean));
  },
};

const weeklyMove = 0.2;

/** Once a week, up by a fifth for a platform that returned more than all together did, and down by a fifth for one that returned less. */
export const weeklyRule: Strategy = {
  name: 'weekly rule of ±20 %',
  isJudged: false,
  decide: ({ day, history, amounts }) => {
    if (day === 0 || day % days !== 0) return amounts;
    const week = history.map(lately);
    const [spend, conversions] = [
      week.reduce((sum, each) => sum + each.spend, 0),
      week.reduce((sum, each) => sum + each.conversions, 0),
    ];
    const factors = week.map((own) => Math.sign(own.conversions * spend - own.spend * conversions) * weeklyMove + 1);
    return inProportion(amounts.map((amount, index) => amount * (factors[index] ?? 1)));
  },
};

export const baselines: readonly Strategy[] = [equalSplit, roasProportional, weeklyRule];
