import { curveOf, drawsOf, marginalAt, meanAt } from './belief.ts';
import { beliefsOf } from './beliefs.ts';
import { bindingLimits } from './binding.ts';
import { outcomesAt } from './curve.ts';
import { decide } from './decision.ts';
import { feasible } from './feasible.ts';
import { type Interval, intervalOf } from './interval.ts';
import type { AllocatorAnswer, AllocatorQuestion } from './question.ts';
import { seededRandom } from './random.ts';

/** Curves drawn for each arm: a probability is known to 3 % by them. */
const drawCount = 256;

const dayMs = 86_400_000;
/** Takes the days of neighbouring seeds far from each other: 2³² ÷ the golden ratio. */
const daySpread = 0x9e3779b1;

/**
 * Splits a total over arms so that they bring most, as far as is known what they bring: a curve with diminishing returns is learned
 * for each arm, and split by Thompson sampling within the limits. The same question has the same answer.
 */
export const allocate = <Key extends string>(question: AllocatorQuestion<Key>): AllocatorAnswer<Key> => {
  const { arms, limits, currency, totalMicros, today, seed } = question;
  const possible = feasible({
    ...{ currency, totalMicros, limits },
    parts: arms.map(({ platform, budgetMicros, leastMicros, mostMicros, isLocked }) => ({
      ...{ key: platform, currentMicros: budgetMicros, leastMicros, mostMicros, isLocked },
    })),
  });
  if (possible.kind === 'infeasible') return possible;
  const beliefs = beliefsOf(question);
  // Another chance every day: with the same one an arm would be thought too little of for good, and never be tried.
  const random = seededRandom(seed ^ Math.imul(Date.parse(today) / dayMs, daySpread));
  const draws = beliefs.map((belief) => drawsOf(belief, drawCount, random));
  const present = arms.map(({ budgetMicros }) => budgetMicros);
  const { leastProbability } = limits;
  const { after, probabilityBetter } = decide({ possible, present, beliefs, draws, leastProbability });
  const parts = beliefs.map((belief, arm) => {
    const [beforeMicros, afterMicros] = [present[arm] ?? 0, after[arm] ?? 0];
    const outcomes = (amount: number): Interval =>
      intervalOf(
        meanAt(belief, amount),
        Float64Array.from(draws[arm] ?? [], (curve) => outcomesAt(curve, amount)),
      );
    const { most, halfMicros, slope } = curveOf(belief);
    return {
      ...{ beforeMicros, afterMicros, before: outcomes(beforeMicros), after: outcomes(afterMicros) },
      ...{ marginalBefore: marginalAt(belief, beforeMicros), marginalAfter: marginalAt(belief, afterMicros) },
      ...{ curve: { mostPerDay: most, halfMicros, slope }, evidenceDays: belief.posterior.evidenceDays },
    };
  });
  const bound = bindingLimits(
    possible,
    parts.map(({ afterMicros, marginalAfter }) => ({ amountMicros: afterMicros, marginal: marginalAfter })),
  );
  return {
    kind: 'split',
    moves: parts.some(({ beforeMicros, afterMicros }) => beforeMicros !== afterMicros),
    probabilityBetter,
    arms: arms.map(({ platform }, arm) => ({
      ...(parts[arm] as (typeof parts)[number]),
      ...{ platform, boundBy: bound[arm]?.boundBy ?? null },
    })),
  };
};
