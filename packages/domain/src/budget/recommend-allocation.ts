import { type Platform, type Recommendation, smallestUnitMicros } from '@campaigns/contracts';
import { boundedSplit } from './bounded-split.ts';
import { type PlatformHistory, performanceWeights } from './performance-weights.ts';

/** A platform's part of the budget, and what it brought; `totals` is missing where nobody knows. */
export type PlatformResults = Readonly<{
  platform: Platform;
  budgetMicros: number;
  totals: Omit<PlatformHistory, 'platform'> | undefined;
}>;

type Question = Readonly<{
  currency: string;
  platforms: readonly PlatformResults[];
  /** The most that a part may change, in per cent of what it is. */
  mostChangePercent: number;
}>;

/** A move below this part of what a platform has is not worth the platforms' learning anew. */
const leastChangePercent = 1;

type Reason = Recommendation['reasons'][number];

const kept = ({ platform, budgetMicros }: PlatformResults, reason: string): Reason => ({
  ...{ platform, beforeMicros: budgetMicros, afterMicros: budgetMicros, reason },
});

const recommended = (reasons: readonly Reason[]): Recommendation => ({
  allocation: reasons.map(({ platform, afterMicros }) => ({ platform, amountMicros: afterMicros })),
  reasons: [...reasons],
});

const percentOf = (before: number, after: number): number => (Math.abs(after - before) / before) * 100;

/** What came back for the spend of all of these, in words. */
const returnOf = (results: readonly PlatformHistory[], isValued: boolean, currency: string): string => {
  const sum = (pick: (each: PlatformHistory) => number): number => results.reduce((all, each) => all + pick(each), 0);
  const spend = sum(({ spendMicros }) => spendMicros);
  return isValued
    ? `${(sum(({ revenueMicros }) => revenueMicros) / spend).toFixed(2)} ${currency} for each ${currency} spent`
    : `${((1_000 * sum(({ conversionsMicros }) => conversionsMicros)) / spend).toFixed(2)} conversions for each 1,000 ${currency} spent`;
};

/**
 * How the same total should be split, by what came back for each unit of spend. The parts add up to what they were, to the
 * smallest unit. A platform without results keeps its part, and nothing moves while fewer than two can be compared.
 */
export const recommendAllocation = ({ currency, platforms, mostChangePercent }: Question): Recommendation => {
  const histories = platforms.flatMap(({ platform, totals }): readonly PlatformHistory[] =>
    totals === undefined || totals.spendMicros === 0 ? [] : [{ platform, ...totals }],
  );
  const unit = smallestUnitMicros(currency);
  const isCompared = ({ platform, budgetMicros }: PlatformResults): boolean =>
    budgetMicros > 0 && budgetMicros % unit === 0 && histories.some((history) => history.platform === platform);
  const compared = platforms.filter(isCompared);
  const hasResults = histories.some(
    ({ revenueMicros, conversionsMicros }) => revenueMicros > 0 || conversionsMicros > 0,
  );
  if (compared.length < 2 || !hasResults) {
    const why = hasResults ? 'There is no other platform to compare it with' : 'No platform has results yet';
    return recommended(platforms.map((each) => kept(each, isCompared(each) ? why : 'It has spent nothing yet')));
  }

  const weights = new Map(
    performanceWeights(
      compared.map(({ platform }) => platform),
      histories,
    ).map(({ key, weight }) => [key, weight]),
  );
  const bounds = compared.map(({ platform, budgetMicros }) => {
    const units = budgetMicros / unit;
    return {
      weight: weights.get(platform) ?? 1,
      least: Math.max(1, Math.ceil((units * (100 - mostChangePercent)) / 100)),
      most: Math.floor((units * (100 + mostChangePercent)) / 100),
    };
  });
  const total = compared.reduce((sum, { budgetMicros }) => sum + budgetMicros, 0) / unit;
  const parts = boundedSplit(total, bounds);
  const after = new Map(compared.map(({ platform }, index) => [platform, (parts[index] as number) * unit]));
  const afterOf = ({ platform, budgetMicros }: PlatformResults): number => after.get(platform) ?? budgetMicros;
  const isWorthIt = compared.some((each) => percentOf(each.budgetMicros, afterOf(each)) >= leastChangePercent);
  const isValued = histories.some(({ revenueMicros }) => revenueMicros > 0);
  const all = returnOf(histories, isValued, currency);

  return recommended(
    platforms.map((each) => {
      if (!isCompared(each)) return kept(each, 'It has spent nothing yet');
      const own = returnOf(
        histories.filter(({ platform }) => platform === each.platform),
        isValued,
        currency,
      );
      const brought = `It returned ${own}, all together ${all}`;
      const afterMicros = isWorthIt ? afterOf(each) : each.budgetMicros;
      const change = percentOf(each.budgetMicros, afterMicros);
      if (change === 0) return kept(each, brought);
      const verb = afterMicros > each.budgetMicros ? 'raised' : 'lowered';
      const reason = `${brought}: ${verb} by ${change.toFixed(1)} %`;
      return { platform: each.platform, beforeMicros: each.budgetMicros, afterMicros, reason };
    }),
  );
};
