import type { Evidence, EvidenceDay } from './evidence.ts';
import { lnGamma } from './ln-gamma.ts';

/** The part of a day's outcomes that is known at an age in days: between 0 and 1. */
export type Completeness = (age: number) => number;

/** The part of what is still missing that stays missing for one more day; 0: everything is known the next day. */
const delays: readonly number[] = [0, 0.2, 0.35, 0.5, 0.6, 0.7, 0.78, 0.85, 0.9];
/** Without delay is as likely beforehand as any delay at all. */
const lnBeforehand = delays.map((delay) => Math.log(delay === 0 ? 0.3 : 0.7 / (delays.length - 1)));
/** Older days are complete for every delay above, to 2 %, and would bring in what changed long ago. */
const oldestDays = 35;
/** What more spend brings, roughly: enough to tell less spend from missing outcomes. */
const elasticity = 0.6;
/** How likely an arm's delay is one of its own, and not that of all. */
const ownDelay = 0.3;

/** Beyond, every day is complete. */
const ages = 64;

const completenessFor = delays.map((delay) =>
  Float64Array.from({ length: ages }, (_, age) => Math.max(1 - delay ** Math.max(age, 1), 1e-3)),
);
const lnCompleteness = completenessFor.map((values) => values.map(Math.log));

/** Fewer outcomes lately may as well be a change as a delay: days since it, and how rare it is in days. */
const changes: readonly number[] = [2, 3, 5, 8, 13];
const daysBetweenChanges = 150;

type Sums = Readonly<{ outcomes: number; exposure: number }>;

/** ln of how likely a number of outcomes of an exposure is, its level averaged out around a mean of 1 ÷ `rate`; but for a constant. */
const lnLevel = ({ outcomes, exposure }: Sums, rate: number): number =>
  lnGamma(outcomes + 1) - (outcomes + 1) * Math.log(exposure + rate) + Math.log(rate);

/** Two levels, before and since a change, are as likely as the change is. */
const lnChanged = (all: Sums, since: Sums, span: number, rate: number): number => {
  const before = { outcomes: all.outcomes - since.outcomes, exposure: Math.max(all.exposure - since.exposure, 0) };
  return Math.log(span / daysBetweenChanges) + lnLevel(since, rate) + lnLevel(before, rate);
};

const lnSum = (logarithms: readonly number[]): number => {
  const top = Math.max(...logarithms);
  return top + Math.log(logarithms.reduce((sum, each) => sum + Math.exp(each - top), 0));
};

/**
 * How likely an arm's young days are for each delay, whatever its level, and whenever that may have changed: outcomes are spread
 * over the days in proportion to spend^elasticity × completeness.
 */
const lnLikelihoods = ({ days }: Evidence, dispersion: number): readonly number[] => {
  const recent = days.filter(({ age }) => age <= oldestDays);
  const exposures = recent.map(({ spend }) => spend ** elasticity);
  const outcomes = recent.reduce((sum, { outcome }) => sum + outcome, 0) / dispersion;
  const rate = exposures.reduce((sum, each) => sum + each, 0) / (outcomes + 1);
  if (recent.length === 0) return delays.map(() => 0);
  return delays.map((_, index) => {
    const [complete, lnComplete] = [completenessFor[index] as Float64Array, lnCompleteness[index] as Float64Array];
    const since: Sums[] = [];
    let [logs, known, exposure] = [0, 0, 0];
    for (let at = 0; at < recent.length; at += 1) {
      const { age, outcome } = recent[at] as EvidenceDay;
      while (age > (changes[since.length] ?? Number.POSITIVE_INFINITY)) since.push({ outcomes: known, exposure });
      known += outcome / dispersion;
      logs += (outcome / dispersion) * (lnComplete[age] as number);
      exposure += (exposures[at] as number) * (complete[age] as number);
    }
    const all = { outcomes: known, exposure };
    return (
      logs +
      lnSum([
        lnLevel(all, rate),
        ...since.map((each, change) => lnChanged(all, each, (changes[change] ?? 0) - (changes[change - 1] ?? 0), rate)),
      ])
    );
  });
};

const normalised = (logarithms: readonly number[]): readonly number[] => {
  const top = Math.max(...logarithms);
  const weights = logarithms.map((each) => Math.exp(each - top));
  const sum = weights.reduce((running, each) => running + each, 0);
  return weights.map((each) => each / sum);
};

/**
 * How complete a day of each arm is by its age, learned from how young days fall behind older ones: a delay that all arms
 * share, from which each may differ as far as its own days say so.
 */
export const maturityOf = (evidence: readonly Evidence[], dispersions: readonly number[]): readonly Completeness[] => {
  const own = evidence.map((each, index) => lnLikelihoods(each, dispersions[index] ?? 1));
  const together = normalised(
    lnBeforehand.map((prior, index) => prior + own.reduce((sum, each) => sum + (each[index] ?? 0), 0)),
  );
  return own.map((each) => {
    const weights = normalised(
      each.map(
        (likelihood, index) =>
          likelihood +
          Math.log((1 - ownDelay) * (together[index] ?? 0) + ownDelay * Math.exp(lnBeforehand[index] ?? 0)),
      ),
    );
    const byAge = new Float64Array(ages);
    for (const [index, weight] of weights.entries()) {
      const complete = completenessFor[index] as Float64Array;
      for (let age = 0; age < ages; age += 1) byAge[age] = (byAge[age] as number) + weight * (complete[age] as number);
    }
    return (age) => byAge[age] ?? 1;
  });
};
