import { describe, expect, it } from '@jest/globals';
import { bestSplit, nearestSplit, type SplitPart } from './constrained-split.ts';
import { type Feasible, feasible, type LimitedPart } from './feasible.ts';

const unit = 1_000_000;

const part = (key: string, currentMicros: number, changes: Partial<LimitedPart> = {}): LimitedPart => ({
  ...{ key, currentMicros, leastMicros: 0, mostMicros: Number.POSITIVE_INFINITY, isLocked: false },
  ...changes,
});

const possible = (
  total: number,
  parts: readonly LimitedPart[],
  mostMovePercent = 10_000,
  explorationPercent = 0,
): Feasible => {
  const limits = { mostMovePercent, explorationPercent };
  const answer = feasible({ currency: 'USD', totalMicros: total * unit, parts, limits });
  if (answer.kind === 'infeasible') throw new Error(answer.conflict.join());
  return answer;
};

const shown = (parts: readonly SplitPart[]): readonly (readonly [number, string | null])[] =>
  parts.map(({ amountMicros, boundBy }) => [amountMicros / unit, boundBy]);

/** Outcomes at every hundredth of the total, of which a half is reached at `half` hundredths. */
const saturating = (most: number, half: number, slope = 1): Float64Array =>
  Float64Array.from({ length: 101 }, (_, step) => (most * step ** slope) / (half ** slope + step ** slope));

describe('The split that is nearest to what is wanted', () => {
  it('is what is wanted where it can be, to the smallest unit', () => {
    const limits = possible(100, [part('a', 40 * unit), part('b', 60 * unit)]);
    expect(shown(nearestSplit(limits, [33_333_333, 66_666_667]))).toEqual([
      [33.33, null],
      [66.67, null],
    ]);
  });

  it('gives what a limit keeps from one to the others, the same to each, and names the limit', () => {
    const limits = possible(900, [part('a', 300 * unit), part('b', 300 * unit), part('c', 300 * unit)], 20);
    expect(shown(nearestSplit(limits, [600 * unit, 100 * unit, 200 * unit]))).toEqual([
      [360, 'move'],
      [240, 'move'],
      [300, null],
    ]);
  });

  it('is not said to be bound by a limit that nobody would pass', () => {
    const limits = possible(900, [part('a', 300 * unit, { mostMicros: 450 * unit }), part('b', 600 * unit)]);
    expect(shown(nearestSplit(limits, [450 * unit, 450 * unit]))).toEqual([
      [450, null],
      [450, null],
    ]);
  });
});

describe('The split with the most outcomes', () => {
  it('makes the last unit bring the same everywhere', () => {
    const limits = possible(100, [part('a', 50 * unit), part('b', 50 * unit)]);
    const [a, b] = bestSplit(limits, [saturating(100, 20), saturating(400, 20)]);
    // most·half÷(half+x)² is the same at 26.7 and 73.3; on lines of one hundredth each it is so nearly.
    expect(a?.amountMicros).toBe(27 * unit);
    expect(b?.amountMicros).toBe(73 * unit);
  });

  it('gives nothing to what brings nothing, but for the exploration floor', () => {
    const limits = possible(100, [part('dead', 50 * unit), part('alive', 50 * unit)], 10_000, 10);
    expect(shown(bestSplit(limits, [new Float64Array(101), saturating(10, 50)]))).toEqual([
      [5, 'exploration'],
      [95, null],
    ]);
  });

  it('concentrates where little brings nothing, which a greedy choice would not', () => {
    const limits = possible(100, [part('a', 50 * unit), part('b', 50 * unit)]);
    expect(shown(bestSplit(limits, [saturating(100, 90, 8), saturating(90, 90, 8)]))).toEqual([
      [100, null],
      [0, null],
    ]);
  });

  it('gives what is left after whole steps to whom it helps', () => {
    const limits = possible(1.05, [part('dead', 0.5 * unit), part('alive', 0.55 * unit)]);
    const evenBetter = Float64Array.from({ length: 11 }, (_, step) => step ** 2);
    expect(shown(bestSplit(limits, [new Float64Array(11), evenBetter]))).toEqual([
      [0, null],
      [1.05, null],
    ]);
  });

  it('leaves a locked part alone and names each limit that holds', () => {
    const parts = [
      part('locked', 30 * unit, { isLocked: true }),
      part('capped', 30 * unit, { mostMicros: 35 * unit }),
      part('needed', 20 * unit, { leastMicros: 20 * unit }),
      part('free', 20 * unit),
    ];
    const outcomes = [saturating(1, 50), saturating(900, 50), saturating(1, 50), saturating(50, 50)];
    expect(shown(bestSplit(possible(100, parts), outcomes))).toEqual([
      [30, 'locked'],
      [35, 'maximum'],
      [20, 'minimum'],
      [15, null],
    ]);
  });

  it('refuses outcomes that say nothing of amounts', () => {
    expect(() => bestSplit(possible(100, [part('a', 100 * unit)]), [[1]])).toThrow(RangeError);
  });
});
