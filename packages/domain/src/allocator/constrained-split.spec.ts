import { describe, expect, it } from '@jest/globals';
import { nearestSplit } from './constrained-split.ts';
import { type Feasible, feasible, type LimitedPart } from './feasible.ts';

const unit = 1_000_000;

const part = (key: string, currentMicros: number, changes: Partial<LimitedPart> = {}): LimitedPart => ({
  ...{ key, currentMicros, leastMicros: 0, mostMicros: Number.POSITIVE_INFINITY, isLocked: false },
  ...changes,
});

type Limits = Readonly<{ mostMovePercent?: number; explorationPercent?: number }>;

const possible = (total: number, parts: readonly LimitedPart[], limits: Limits = {}): Feasible => {
  const answer = feasible({
    ...{ currency: 'USD', totalMicros: total * unit, parts },
    limits: { mostMovePercent: 10_000, explorationPercent: 0, ...limits },
  });
  if (answer.kind === 'infeasible') throw new Error(answer.conflict.join());
  return answer;
};

const split = (limits: Feasible, wanted: readonly number[]): readonly number[] =>
  nearestSplit(
    limits,
    wanted.map((amount) => amount * unit),
  ).map((amount) => amount / unit);

describe('The split that is nearest to what is wanted', () => {
  it('is what is wanted where it can be, to the smallest unit', () => {
    const limits = possible(100, [part('a', 40 * unit), part('b', 60 * unit)]);
    expect(split(limits, [33.333_333, 66.666_667])).toEqual([33.33, 66.67]);
  });

  it('gives what a limit keeps from one to the others, the same to each', () => {
    const parts = ['a', 'b', 'c', 'd'].map((key) => part(key, 300 * unit));
    expect(split(possible(1_200, parts, { mostMovePercent: 20 }), [600, 280, 220, 100])).toEqual([360, 330, 270, 240]);
  });

  it('adds up where what is wanted does not', () => {
    const limits = possible(100, [part('a', 50 * unit), part('b', 50 * unit)]);
    expect(split(limits, [10, 20])).toEqual([45, 55]);
    expect(split(limits, [500, 520])).toEqual([40, 60]);
  });

  it('gives nothing to what wants nothing, but for the exploration floor', () => {
    const limits = possible(100, [part('dead', 50 * unit), part('alive', 50 * unit)], { explorationPercent: 10 });
    expect(split(limits, [0, 100])).toEqual([5, 95]);
  });

  it('leaves a locked part alone and keeps to every minimum and maximum', () => {
    const parts = [
      part('locked', 30 * unit, { isLocked: true }),
      part('capped', 30 * unit, { mostMicros: 35 * unit }),
      part('needed', 20 * unit, { leastMicros: 20 * unit }),
      part('free', 20 * unit),
    ];
    expect(split(possible(100, parts), [0, 90, 0, 10])).toEqual([30, 35, 20, 15]);
  });

  it('gives odd units to the earlier of equals', () => {
    const parts = ['a', 'b', 'c'].map((key) => part(key, 30 * unit));
    expect(split(possible(100, parts), [1, 1, 1])).toEqual([33.34, 33.33, 33.33]);
  });
});
