import type { Belief } from './belief.ts';
import { dispersionsOf } from './dispersion.ts';
import { type Evidence, type EvidenceDay, evidenceOf } from './evidence.ts';
import { type Completeness, maturityOf } from './maturity.ts';
import { posteriorOf } from './posterior.ts';
import type { AllocatorQuestion } from './question.ts';

/** Beforehand an arm's level lies around the mean of all, with a standard deviation as large as the mean itself. */
const levelShape = 1;

/** Outcomes for each micro of spend, over all arms. While nothing came of any spend: as if half of one were about to. */
const commonReturn = (evidence: readonly Evidence[]): number => {
  let [outcomes, spend] = [0, 0];
  for (const { days, referenceMicros } of evidence) {
    for (const day of days) {
      outcomes += day.outcome;
      spend += day.spend * referenceMicros;
    }
  }
  return Math.max(outcomes, 0.5) / Math.max(spend, 1);
};

const complete: Completeness = () => 1;

/** What is believed of every arm, each from its own days and, as far as these say little, from all. */
export const beliefsOf = <Key extends string>(question: AllocatorQuestion<Key>): readonly Belief[] => {
  const evidence = question.arms.map((arm) => evidenceOf(arm, question));
  const dispersions = dispersionsOf(evidence, question.outcome !== 'revenue');
  const maturity = maturityOf(evidence, dispersions);
  const perMicro = commonReturn(evidence);
  return evidence.map((each, index) => {
    const dispersion = dispersions[index] ?? 1;
    const perReference = (perMicro * each.referenceMicros) / dispersion;
    const sum = (pick: (day: EvidenceDay) => number): number => each.days.reduce((all, day) => all + pick(day), 0);
    return {
      ...{ evidence: each, dispersion },
      posterior: posteriorOf(
        { days: each.days, dispersion, completeness: maturity[index] ?? complete },
        { shape: levelShape, mean: perReference },
      ),
      events: sum(({ outcome }) => outcome) / dispersion,
      expectedEvents: sum(({ spend }) => spend) * perReference,
    };
  });
};
