import { type OutcomeMeasure, type PartEstimate, toDecimal } from '@campaigns/contracts';
import type { RemainingPart } from './remaining-budget.ts';

export const measureLabels: Readonly<Record<OutcomeMeasure, string>> = {
  revenue: 'revenue',
  conversions: 'conversions',
  clicks: 'clicks',
  thousand_impressions: 'thousand impressions',
};

const bounds: Readonly<Record<NonNullable<PartEstimate['boundBy']>, string>> = {
  minimum: 'its minimum keeps it from less',
  maximum: 'its maximum keeps it from more',
  move: 'it may not move further at once',
  exploration: 'so much it keeps, to stay known',
  locked: 'it is locked',
};

/** Fewer days of results than these say little. */
const fewDays = 7;
const noReturnDays = 7;

type About = Readonly<{
  currency: string;
  measure: OutcomeMeasure;
  /** Days with spend, and what they brought. */
  spendDays: number;
  outcomes: number;
  part: RemainingPart;
  afterMicros: number;
  moves: boolean;
  leastProbability: number;
}>;

const knownOf = ({ spendDays, outcomes, measure }: About): string => {
  if (spendDays === 0) return 'nothing is known of it yet';
  if (outcomes === 0 && spendDays >= noReturnDays)
    return `${spendDays} days with spend brought no ${measureLabels[measure]}`;
  return spendDays < fewDays ? `little is known of it: ${spendDays} days with spend` : '';
};

const figure = (value: number): string =>
  Math.abs(value) >= 0.01 || value === 0 ? value.toFixed(2) : value.toPrecision(2);

/** Why a part is what it is, in words. */
export const reasonOf = (about: About, { marginalBefore, marginalAfter, boundBy }: PartEstimate): string => {
  const { currency, measure, part, afterMicros, moves, leastProbability } = about;
  const worth = `one more ${currency} brings ${figure(marginalBefore)} ${measureLabels[measure]} here`;
  const known = knownOf(about);
  const more = known === '' ? [] : [known];
  const change = afterMicros - part.budgetMicros;
  if (boundBy === 'locked') return ['Kept: it is locked or paused', worth, ...more].join('; ');
  if (!moves) {
    const percent = Math.round(100 * leastProbability);
    return [`Kept: no other split is better with a probability of ${percent} %`, worth, ...more].join('; ');
  }
  const bound = boundBy === null ? [] : [bounds[boundBy]];
  if (change === 0) return ['Kept', worth, ...bound, ...more].join('; ');
  const verb = change > 0 ? 'Raised' : 'Lowered';
  const by =
    part.budgetMicros === 0
      ? `to ${toDecimal(afterMicros)} ${currency}`
      : `by ${((100 * Math.abs(change)) / part.budgetMicros).toFixed(1)} %`;
  const then = `then ${figure(marginalAfter)}`;
  return [`${verb} ${by}: ${worth}, ${then}`, ...bound, ...more].join('; ');
};
