import type { EvidenceDay } from './evidence.ts';
import { lnGamma } from './ln-gamma.ts';
import type { Completeness } from './maturity.ts';
import { addAt, lnPrior, shapeCount } from './shape-grid.ts';

/**
 * What is believed of an arm's curve: outcomes = level × h(spend) ÷ h(reference spend). For every time at which the curve may
 * have changed last, a weight for each shape, and for each shape the level's gamma distribution, in events.
 */
export type Regime = Readonly<{ weights: Float64Array; shape: number; rates: Float64Array }>;
export type Posterior = Readonly<{
  regimes: readonly Regime[];
  /** For each shape its weight × its mean level, over all regimes. */
  meanLevels: Float64Array;
  weights: Float64Array;
  evidenceDays: number;
}>;

/** The level beforehand: a gamma distribution with this shape and this mean, in events a day at the reference spend. */
export type LevelPrior = Readonly<{ shape: number; mean: number }>;

/** A day counts half after so many days, for what changes slowly. */
const halfLifeDays = 90;
/** A curve changes suddenly once in so many days. */
const daysBetweenChanges = 150;
/** Days since a change that are told apart. */
const changes: readonly number[] = [2, 3, 4, 6, 8, 11, 15, 20, 27, 36, 48, 64, 85];
/** How often a change is one of the level alone, and the shape stays. */
const levelAlone = 0.5;

/** What days add up to, of which alone the posterior is made; for each shape the exposure, and ln of how likely the outcomes are. */
type Statistics = Readonly<{ values: Float64Array; logarithms: Float64Array; outcomes: number; days: number }>;

type Likelihood = Readonly<{ lnTop: number; relative: Float64Array }>;

/** For each shape how likely the days are together with the shape, levels averaged out; as multiples of the greatest. */
const likelihoodOf = ({ values, logarithms, outcomes }: Statistics, { shape, mean }: LevelPrior): Likelihood => {
  const rate = shape / mean;
  const constant = lnGamma(shape + outcomes) - lnGamma(shape) + shape * Math.log(rate);
  const relative = new Float64Array(shapeCount);
  let lnTop = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < shapeCount; index += 1) {
    const exposure = rate + Math.max(0, values[index] as number);
    const ln =
      constant - (shape + outcomes) * Math.log(exposure) + (logarithms[index] as number) + (lnPrior[index] as number);
    relative[index] = ln;
    if (ln > lnTop) lnTop = ln;
  }
  for (let index = 0; index < shapeCount; index += 1) relative[index] = Math.exp((relative[index] as number) - lnTop);
  return { lnTop, relative };
};

const sumOf = (values: Float64Array): number => {
  let sum = 0;
  for (let index = 0; index < values.length; index += 1) sum += values[index] as number;
  return sum;
};

const difference = (all: Float64Array, recent: Float64Array): Float64Array => {
  const rest = new Float64Array(shapeCount);
  for (let index = 0; index < shapeCount; index += 1) rest[index] = (all[index] as number) - (recent[index] as number);
  return rest;
};

const without = (all: Statistics, recent: Statistics): Statistics => ({
  values: difference(all.values, recent.values),
  logarithms: difference(all.logarithms, recent.logarithms),
  outcomes: all.outcomes - recent.outcomes,
  days: all.days - recent.days,
});

type Candidate = Readonly<{ lnScale: number; weights: Float64Array; statistics: Statistics }>;

/**
 * The days since a change by themselves, weighed by how likely they and the days before it are together: under shapes that have
 * nothing to do with each other, or under one shape and two levels.
 */
const changed = (recent: Statistics, all: Statistics, prior: LevelPrior, lnChance: number): Candidate => {
  const since = likelihoodOf(recent, prior);
  const before = likelihoodOf(without(all, recent), prior);
  const anyShape = (1 - levelAlone) * sumOf(before.relative);
  const weights = since.relative;
  for (let index = 0; index < shapeCount; index += 1) {
    const sameShape = (before.relative[index] as number) * (perPrior[index] as number);
    weights[index] = (weights[index] as number) * (anyShape + levelAlone * sameShape);
  }
  return { lnScale: lnChance + since.lnTop + before.lnTop, weights, statistics: recent };
};

const perPrior = lnPrior.map((each) => Math.exp(-each));

type Days = Readonly<{ days: readonly EvidenceDay[]; dispersion: number; completeness: Completeness }>;

/** All days together, and those since each of the days on which something may have changed. */
const statisticsOf = ({ days, dispersion, completeness }: Days) => {
  const [values, logarithms] = [new Float64Array(shapeCount), new Float64Array(shapeCount)];
  const recent: { age: number; statistics: Statistics }[] = [];
  let [outcomes, weights, next] = [0, 0, 0];
  const now = (): Statistics => ({ values: values.slice(), logarithms: logarithms.slice(), outcomes, days: weights });
  for (const { age, spend, outcome } of days) {
    for (; age > (changes[next] ?? Number.POSITIVE_INFINITY); next += 1) {
      if (weights > 0) recent.push({ age: changes[next] as number, statistics: now() });
    }
    const weight = 0.5 ** (age / halfLifeDays);
    const exposure = weight * completeness(age);
    const events = (weight * outcome) / dispersion;
    addAt({ values, logarithms }, spend, exposure, events);
    outcomes += events;
    weights += exposure;
  }
  return { all: now(), recent };
};

const candidatesOf = (evidence: Days, prior: LevelPrior): readonly Candidate[] => {
  const { all, recent } = statisticsOf(evidence);
  const oldest = Math.min(evidence.days.at(-1)?.age ?? 0, daysBetweenChanges);
  const unchanged = likelihoodOf(all, prior);
  return [
    {
      lnScale: -oldest / daysBetweenChanges + unchanged.lnTop,
      ...{ weights: unchanged.relative, statistics: all },
    },
    ...recent.map(({ age, statistics }, index) => {
      const represented = age - (recent[index - 1]?.age ?? 0);
      return changed(statistics, all, prior, Math.log(represented / daysBetweenChanges));
    }),
  ];
};

/** Times of change that have less of the belief than this are not worth their time. */
const negligible = 0.002;

/** The exact posterior on the grid of shapes and times of change; the level is integrated out by conjugacy. */
export const posteriorOf = (evidence: Days, prior: LevelPrior): Posterior => {
  const candidates = candidatesOf(evidence, prior);
  const lnTop = Math.max(...candidates.map(({ lnScale }) => lnScale));
  const beliefs = candidates.map(({ lnScale, weights }) => Math.exp(lnScale - lnTop) * sumOf(weights));
  const all = beliefs.reduce((sum, each) => sum + each, 0);
  const kept = candidates.filter((_, index) => (beliefs[index] ?? 0) > negligible * all);
  const keptSum = beliefs.reduce((sum, each) => sum + (each > negligible * all ? each : 0), 0);
  const [meanLevels, weights] = [new Float64Array(shapeCount), new Float64Array(shapeCount)];
  const rate = prior.shape / prior.mean;
  let evidenceDays = 0;
  const regimes = kept.map((candidate) => {
    const { statistics } = candidate;
    const scale = Math.exp(candidate.lnScale - lnTop) / keptSum;
    const shape = prior.shape + statistics.outcomes;
    const [own, rates] = [candidate.weights, new Float64Array(shapeCount)];
    for (let index = 0; index < shapeCount; index += 1) {
      const weight = (own[index] as number) * scale;
      const rateOf = rate + (statistics.values[index] as number);
      own[index] = weight;
      rates[index] = rateOf;
      (weights[index] as number) += weight;
      (meanLevels[index] as number) += (weight * shape) / rateOf;
      evidenceDays += weight * statistics.days;
    }
    return { weights: own, shape, rates };
  });
  return { regimes, meanLevels, weights, evidenceDays };
};
