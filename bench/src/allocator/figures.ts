import { percentile } from '../measure/statistics.ts';
import type { Aim, Figure } from '../report/figure.ts';
import type { SeedScores } from './simulate.ts';
import { strategies } from './strategies.ts';
import { roasProportional } from './strategy.ts';
import type { Span, World } from './world.ts';

const unit = "of the oracle's";

const titleOf = ({ name, scored }: World, { from, to }: Span): string =>
  scored.length === 1 ? name : `${name}, days ${from + 1} to ${to}`;

const meanOf = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0) / values.length;
const p10Of = (values: readonly number[]): number => percentile(values, 0.1);

const notBelowBar: Aim = { of: 'ratio', is: 'at least', than: 1 };

const meanAim = ({ aim }: Span): Aim => (aim === undefined ? notBelowBar : { of: 'value', is: 'at least', than: aim });

/** A figure of a strategy beside the same figure of the bar. */
const beside = (name: string, own: number, bar: number, aim: Aim | undefined): Figure => ({
  ...{ name, value: own, unit, ratio: own / bar, limit: { name: roasProportional.name, value: bar } },
  ...(aim === undefined ? {} : { aim }),
});

const spanFigures = (
  world: World,
  span: Span,
  scoresOf: (strategy: number) => readonly number[],
): readonly Figure[] => {
  const bar = scoresOf(strategies.indexOf(roasProportional));
  return strategies.flatMap((strategy, index) => {
    if (strategy === roasProportional) return [];
    const own = scoresOf(index);
    const below = own.filter((score, seed) => score < (bar[seed] ?? 0)).length;
    const { isJudged } = strategy;
    const name = `${titleOf(world, span)}: ${strategy.name}`;
    return [
      beside(`${name}, mean`, meanOf(own), meanOf(bar), isJudged ? meanAim(span) : undefined),
      beside(`${name}, p10`, p10Of(own), p10Of(bar), isJudged ? notBelowBar : undefined),
      ...(isJudged ? [{ name: `${name}, seeds below the limit`, value: (100 * below) / own.length, unit: '%' }] : []),
    ];
  });
};

/**
 * For each span of scored days: means and tenth percentiles beside those of the bar, and in how many of the seeds, which are the
 * same for all, the bar was better.
 */
export const figuresOf = (world: World, bySeed: readonly SeedScores[]): readonly Figure[] =>
  world.scored.flatMap((span, at) =>
    spanFigures(world, span, (strategy) => bySeed.map((scores) => scores[strategy]?.[at] ?? Number.NaN)),
  );
