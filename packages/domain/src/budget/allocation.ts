import {
  type Allocation,
  type BudgetTemplate,
  type Money,
  type Platform,
  smallestUnitMicros,
} from '@campaigns/contracts';
import { RuleViolation } from '@campaigns/event-sourcing';
import { type PlatformHistory, performanceWeights } from './performance-weights.ts';
import { splitBudget } from './split.ts';

const split = (total: Money, weights: readonly Readonly<{ key: Platform; weight: number }>[]): readonly Allocation[] =>
  splitBudget(total.micros, total.currency, weights).map(({ key, amountMicros }) => ({ platform: key, amountMicros }));

/** A percentage as an integer, so that shares are added and compared exactly: 33.3 is 33,300,000. */
export const percentMillionths = (percent: number): number => Math.round(percent * 1_000_000);

/**
 * The template's distribution over a subset of its platforms; parts add up to exactly the total. Custom percentages
 * keep their proportions among the chosen platforms; a chosen platform without a percentage is a RuleViolation.
 * `history` is what the platforms brought so far, for a distribution by performance.
 */
export const allocationFromTemplate = (
  budgetTemplate: BudgetTemplate,
  platforms: readonly Platform[],
  total: Money,
  history: readonly PlatformHistory[] = [],
): readonly Allocation[] => {
  if (budgetTemplate.distribution === 'performance_weighted') {
    return split(total, performanceWeights(platforms, history));
  }
  if (budgetTemplate.distribution === 'equal')
    return split(
      total,
      platforms.map((key) => ({ key, weight: 1 })),
    );
  const { custom_distribution: percentages } = budgetTemplate;
  const weights = platforms.map((key) => ({ key, weight: percentMillionths(percentages[key] ?? 0) }));
  const without = weights.find(({ weight }) => weight === 0);
  if (without !== undefined) {
    throw new RuleViolation('no-budget-share', `The template gives ${without.key} no share of the budget`, {
      platform: without.key,
    });
  }
  return split(total, weights);
};

/** A new total in the proportions of the old allocation; equally when the old one was all zero. */
export const scaleAllocation = (allocation: readonly Allocation[], total: Money): readonly Allocation[] => {
  const isEmpty = allocation.every(({ amountMicros }) => amountMicros === 0);
  return split(
    total,
    allocation.map(({ platform, amountMicros }) => ({ key: platform, weight: isEmpty ? 1 : amountMicros })),
  );
};

/** Refuses what cannot be a budget: too many digits, a sum over the total, platforms twice, foreign or forgotten. */
export const checkAllocation = (
  total: Money,
  allocation: readonly Allocation[],
  platforms: readonly Platform[],
): void => {
  const unit = smallestUnitMicros(total.currency);
  const isPayable = (amountMicros: number): boolean =>
    Number.isSafeInteger(amountMicros) && amountMicros > 0 && amountMicros % unit === 0;
  const named = allocation.map(({ platform }) => platform);
  const foreign = named.find((platform) => !platforms.includes(platform));
  if (foreign !== undefined) {
    throw new RuleViolation('platform-not-in-orchestration', `The orchestration does not span ${foreign}`, {
      platform: foreign,
    });
  }
  const forgotten = platforms.find((platform) => !named.includes(platform));
  if (forgotten !== undefined || new Set(named).size !== named.length) {
    const message =
      forgotten === undefined ? 'A platform is allocated twice' : `No amount is allocated to ${forgotten}`;
    throw new RuleViolation('allocation-incomplete', message, { platform: forgotten ?? null });
  }
  for (const { platform, amountMicros } of allocation) {
    if (!isPayable(amountMicros)) {
      throw new RuleViolation(
        'amount-not-payable',
        `The amount for ${platform} is not a positive ${total.currency} amount`,
        { platform },
      );
    }
  }
  if (!isPayable(total.micros)) {
    throw new RuleViolation('amount-not-payable', `The total is not a positive ${total.currency} amount`);
  }
  const sum = allocation.reduce((running, { amountMicros }) => running + amountMicros, 0);
  if (sum > total.micros) {
    throw new RuleViolation('allocation-exceeds-total', 'The allocation adds up to more than the total budget', {
      allocatedMicros: sum,
      totalMicros: total.micros,
    });
  }
};
