import type { Evidence, EvidenceDay } from './evidence.ts';

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
/** How far one arm's delay is its own: as likely as that it is that of all. */
const ownDelay = 0.3;

/** Beyond, every day is complete. */
const ages = 64;

const completenessFor = delays.map((delay) =>
  Float64Array.from({ length: ages }, (_, age) => Math.max(1 - delay ** Math.max(age, 1), 1e-3)),
);
const lnCompleteness = completenessFor.map((values) => values.map(Math.log));

/**
 * How likely an arm's young days are for each delay, whatever its level: outcomes are spread over the days in proportion
 * to spend^elasticity × completeness.
 */
const lnLikelihoods = ({ days }: Evidence, dispersion: number): readonly number[] => {
  const recent = days.filter(({ age }) => age <= oldestDays);
  const exposures = recent.map(({ spend }) => spend ** elasticity);
  const outcomes = recent.reduce((sum, { outcome }) => sum + outcome, 0) / dispersion;
  return delays.map((_, index) => {
    const [complete, lnComplete] = [completenessFor[index] as Float64Array, lnCompleteness[index] as Float64Array];
    let [logs, exposure] = [0, 0];
    for (let at = 0; at < recent.length; at += 1) {
      const { age, outcome } = recent[at] as EvidenceDay;
      logs += (outcome / dispersion) * (lnComplete[age] as number);
      exposure += (exposures[at] as number) * (complete[age] as number);
    }
    return exposure === 0 ? 0 : logs - outcomes * Math.log(exposure);
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
