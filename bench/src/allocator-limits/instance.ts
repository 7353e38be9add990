import { smallestUnitMicros } from '@campaigns/contracts';
import type { AllocatorQuestion, LimitedBudget } from '@campaigns/domain';
import { violations } from '@campaigns/domain/contract-suites';
import { type Random, randomFrom } from '../random.ts';

type Part = LimitedBudget['parts'][number];

/** A budget under limits, and what is wanted of it. */
export type Instance = Readonly<{
  budget: LimitedBudget;
  /** A split that keeps to all limits, where the instance was made around one; else there may be none. */
  witness: readonly number[] | undefined;
  /** Amounts that the parts would like to have, in micros. */
  wanted: readonly number[];
}>;

const mostParts = 8;

/** Parts of one unit up to a hundred million of them; now and then one of nothing. */
const amountFrom = (random: Random): number =>
  random.happens(0.1) ? 0 : Math.round(random.magnitude(0.6, 100_000_000));

/** A part whose limits leave room for an amount. */
const partAround = (
  random: Random,
  units: number,
  index: number,
  limits: LimitedBudget['limits'],
  unit: number,
): Part => {
  const isLocked = random.happens(0.1);
  const moved = random.between(-1, 1) * Math.min(0.9, limits.mostMovePercent / 100);
  return {
    ...{ key: `part ${index}`, isLocked, currentMicros: (isLocked ? units : Math.round(units / (1 + moved))) * unit },
    leastMicros: random.happens(0.4) ? Math.floor(units * random.between(0, 1) * unit) : 0,
    mostMicros: random.happens(0.4) ? Math.ceil(units * random.between(1, 3) * unit) : Number.POSITIVE_INFINITY,
  };
};

/** The same part with a limit that has nothing to do with the others. */
const disturbed = (random: Random, part: Part): Part => ({
  ...part,
  leastMicros: Math.round(part.currentMicros * random.between(0, 1.5)),
  mostMicros: Math.round(part.currentMicros * random.between(0.5, 3)),
});

/** Budgets of one to eight parts in currencies with no, two and three digits, from nothing up to eight hundred million units. */
export const instanceFrom = (seed: number): Instance => {
  const random = randomFrom(seed);
  const currency = random.oneOf(['USD', 'JPY', 'KWD']);
  const unit = smallestUnitMicros(currency);
  const amounts = Array.from({ length: Math.ceil(random.between(0, mostParts)) }, () => amountFrom(random));
  const limits = {
    mostMovePercent: random.oneOf([5, 10, 20, 33.3, 50, 100, 400]),
    explorationPercent: random.oneOf([0, 0, 5, 10, 30]),
  };
  const around = amounts.map((units, index) => partAround(random, units, index, limits, unit));
  const parts = random.happens(0.25) ? around.map((part) => disturbed(random, part)) : around;
  const totalMicros = amounts.reduce((sum, units) => sum + units, 0) * unit;
  const budget: LimitedBudget = { currency, totalMicros, parts, limits };
  const witness = amounts.map((units) => units * unit);
  return {
    budget,
    witness: violations(budget, witness).length === 0 ? witness : undefined,
    wanted: amounts.map(() => totalMicros * random.between(-0.2, 1.2)),
  };
};

const daysKnown = 10;

/** Ten days of results, with days on which nothing was spent or nothing came back. */
const historyFrom = (random: Random, budgetMicros: number): AllocatorQuestion<string>['arms'][number]['history'] =>
  Array.from({ length: daysKnown }, (_, day) => ({
    day: `2026-03-${String(day + 1).padStart(2, '0')}`,
    spendMicros: random.happens(0.1) ? 0 : Math.round(budgetMicros * random.between(0.7, 1.1)),
    outcomeMicros: random.happens(0.3) ? 0 : Math.round(random.magnitude(1, 100)) * 1_000_000,
  }));

/** The same budget as a question to the allocator. */
export const questionFrom = ({ budget }: Instance, seed: number): AllocatorQuestion<string> => {
  const random = randomFrom(-seed);
  return {
    ...{ currency: budget.currency, totalMicros: budget.totalMicros, today: '2026-03-11', seed },
    limits: { ...budget.limits, leastProbability: random.between(0, 1) },
    arms: budget.parts.map(({ key, currentMicros, leastMicros, mostMicros, isLocked }) => ({
      ...{ platform: key, budgetMicros: currentMicros, leastMicros, mostMicros, isLocked },
      history: historyFrom(random, currentMicros),
    })),
  };
};
