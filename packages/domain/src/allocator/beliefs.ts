import type { Belief } from './belief.ts';
import { dispersionsOf } from './dispersion.ts';
import { type Evidence, type EvidenceDay, evidenceOf } from './evidence.ts';
import { type Completeness, maturityOf } from './maturity.ts';
import { posteriorOf } from './posterior.ts';
import type { AllocatorDay } from './question.ts';

type Question = Readonly<{
  arms: readonly Readonly<{ history: readonly AllocatorDay[] }>[];
  totalMicros: number;
  today: string;
  outcome?: 'conversions' | 'revenue';
}>;

/** Beforehand an arm's level lies around the mean of all, with a standard deviation as large as the mean itself. */
const levelShape = 1;

/**
 * Before anything has happened, an equal part of the budget is taken to bring one conversion a day, or its own worth in revenue. What
 * happens to all arms together counts twice as much from the first such part that is spent.
 */
const beforehandParts = 0.5;

const complete: Completeness = () => 1;

const sumOf = ({ days }: Evidence, pick: (day: EvidenceDay) => number): number =>
  days.reduce((sum, day) => sum + pick(day), 0);

/** Outcomes for each micro of spend, over all arms. */
const commonReturn = (
  evidence: readonly Evidence[],
  maturity: readonly Completeness[],
  equalMicros: number,
  isCounted: boolean,
): number => {
  let outcomes = beforehandParts * (isCounted ? 1 : equalMicros / 1_000_000);
  let spend = beforehandParts * equalMicros;
  for (const [arm, each] of evidence.entries()) {
    const completeness = maturity[arm] ?? complete;
    outcomes += sumOf(each, ({ outcome }) => outcome);
    spend += sumOf(each, (day) => day.spend * completeness(day.age)) * each.referenceMicros;
  }
  return outcomes / spend;
};

/** What is believed of every arm, each from its own days and, as far as these say little, from all. */
export const beliefsOf = (question: Question): readonly Belief[] => {
  const isCounted = question.outcome !== 'revenue';
  const evidence = question.arms.map((arm) => evidenceOf(arm, question));
  const dispersions = dispersionsOf(evidence, isCounted);
  const maturity = maturityOf(evidence, dispersions);
  const equalMicros = Math.max(1, question.totalMicros / question.arms.length);
  const perMicro = commonReturn(evidence, maturity, equalMicros, isCounted);
  return evidence.map((each, arm) => {
    const [dispersion, completeness] = [dispersions[arm] ?? 1, maturity[arm] ?? complete];
    const mean = (perMicro * each.referenceMicros) / dispersion;
    return {
      ...{ evidence: each, dispersion },
      posterior: posteriorOf({ days: each.days, dispersion, completeness }, { shape: levelShape, mean }),
      events: sumOf(each, ({ outcome }) => outcome) / dispersion,
      expectedEvents: sumOf(each, (day) => day.spend * completeness(day.age)) * mean,
    };
  });
};
