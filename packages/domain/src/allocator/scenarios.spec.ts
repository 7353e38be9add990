import { describe, expect, it } from '@jest/globals';
import type { Scenario } from './scenario.ts';
import { scenarios } from './scenarios.ts';
import { hill, history, question } from './testing/questions.ts';

/** Spend that has been from little to much, so that curves are known. */
const explored = (most: number, half: number) =>
  history(60, (age) => ({ spend: 40 + 8 * (age % 50), outcomes: hill(most, half)(40 + 8 * (age % 50)) }));

const arms = (rest: object = {}) => ({
  rich: { history: explored(60, 250), ...rest },
  average: { history: explored(30, 250) },
  poor: { history: explored(12, 250) },
});

type Thought = Extract<Scenario<string>, { kind: 'scenario' }>;
const thought = (scenario: Scenario<string> | undefined): Thought => {
  if (scenario?.kind !== 'scenario') throw new Error(`No scenario but ${JSON.stringify(scenario)}`);
  return scenario;
};
const sumOf = ({ arms: parts }: Thought): number => parts.reduce((sum, { amountMicros }) => sum + amountMicros, 0);

describe('A scenario', () => {
  it('says what this budget and 15 % more would bring, split as well as can be', () => {
    const [now, more] = scenarios(question(arms()), [
      { kind: 'budget', totalMicros: 600e6 },
      { kind: 'change', percent: 15 },
    ]).map(thought);
    if (now === undefined || more === undefined) throw new Error('No scenario');
    expect(more.totalMicros).toBe(690e6);
    expect(sumOf(more)).toBe(690e6);
    expect(more.outcomes.mean).toBeGreaterThan(now.outcomes.mean);
    // What the next per cent is said to bring, and what fifteen do: less, because returns diminish.
    const gain = more.outcomes.mean - now.outcomes.mean;
    expect(gain).toBeLessThan(15 * now.shadowPriceOfTotal);
    expect(gain).toBeGreaterThan(15 * more.shadowPriceOfTotal * (600 / 690));
    expect(now.outcomes.p10).toBeLessThan(now.outcomes.mean);
    expect(now.outcomes.p90).toBeGreaterThan(now.outcomes.mean);
  });

  it('brings within a hundredth what the best split of the true curves would', () => {
    const [now] = scenarios(question(arms()), [{ kind: 'budget', totalMicros: 600e6 }]).map(thought);
    const truly = (amounts: readonly number[]): number =>
      [60, 30, 12].reduce((sum, most, arm) => sum + hill(most, 250)(amounts[arm] ?? 0), 0);
    let best = 0;
    for (let rich = 0; rich <= 600; rich += 5) {
      for (let average = 0; rich + average <= 580; average += 5) {
        best = Math.max(best, truly([rich, average, 600 - rich - average]));
      }
    }
    expect(truly(now?.arms.map(({ amountMicros }) => amountMicros / 1e6) ?? [])).toBeGreaterThan(0.99 * best);
  });

  it('finds the largest budget at which the last outcome costs no more than a target', () => {
    const [target] = scenarios(question(arms()), [{ kind: 'target', costMicros: 25e6, by: 'marginal' }]).map(thought);
    if (target === undefined) throw new Error('No scenario');
    expect(target.marginalCostMicros).toBeLessThanOrEqual(25e6);
    expect(target.marginalCostMicros).toBeGreaterThan(24e6);
    const [beyond] = scenarios(question(arms()), [{ kind: 'budget', totalMicros: target.totalMicros + 10e6 }]).map(
      thought,
    );
    expect(beyond?.marginalCostMicros).toBeGreaterThan(25e6);
  });

  it('allows more for the average than for the last outcome: the first ones were cheap', () => {
    const [last, average] = scenarios(question(arms()), [
      { kind: 'target', costMicros: 25e6, by: 'marginal' },
      { kind: 'target', costMicros: 25e6, by: 'average' },
    ]).map(thought);
    expect(average?.averageCostMicros).toBeLessThanOrEqual(25e6);
    expect(average?.totalMicros).toBeGreaterThan(last?.totalMicros ?? Infinity);
  });

  it('says that no budget is as cheap as a target nobody reaches, and what the cheapest outcome costs', () => {
    const [answer] = scenarios(question(arms()), [{ kind: 'target', costMicros: 10_000, by: 'average' }]);
    expect(answer).toMatchObject({ kind: 'unreachable' });
    expect(answer?.kind === 'unreachable' && answer.leastCostMicros > 1e6 && answer.leastCostMicros < 25e6).toBe(true);
  });

  it('says what a limit costs: what 1 % more of it would bring is its shadow price', () => {
    const at = (most: number): Thought =>
      thought(scenarios(question(arms({ most })), [{ kind: 'budget', totalMicros: 600e6 }])[0]);
    const [held, wider] = [at(200), at(202)];
    expect(held.arms[0]).toMatchObject({ platform: 'rich', amountMicros: 200e6, boundBy: 'maximum' });
    const shadowPrice = held.arms[0]?.shadowPrice ?? 0;
    expect(shadowPrice).toBeGreaterThan(0);
    expect(Math.abs((wider.outcomes.mean - held.outcomes.mean) / shadowPrice - 1)).toBeLessThan(0.15);
    expect(held.arms.slice(1).every((arm) => arm.shadowPrice === 0)).toBe(true);
  });

  it('is where a budget would end: the limit on a day does not hold it, all others do', () => {
    const limits = { mostMovePercent: 1, explorationPercent: 60, leastProbability: 0.6 };
    const [now] = scenarios(question(arms(), { limits }), [{ kind: 'budget', totalMicros: 600e6 }]).map(thought);
    expect(now?.arms[0]?.amountMicros).toBeGreaterThan(210e6);
    expect(now?.arms[2]).toMatchObject({ amountMicros: 120e6, boundBy: 'exploration' });
    expect(now?.arms[2]?.shadowPrice).toBeGreaterThan(0);
  });

  it('names the limits that a budget cannot keep', () => {
    const [answer] = scenarios(question(arms({ least: 300 })), [{ kind: 'budget', totalMicros: 200e6 }]);
    expect(answer?.kind).toBe('infeasible');
    expect(answer?.kind === 'infeasible' && answer.conflict.join(' ')).toContain('rich');
  });
});
