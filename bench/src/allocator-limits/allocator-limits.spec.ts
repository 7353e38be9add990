import { violations } from '@campaigns/domain/contract-suites';
import { describe, expect, it } from '@jest/globals';
import { instanceFrom } from './instance.ts';
import { judge } from './judge.ts';

describe('Thousands of random budgets under limits', () => {
  it('are split without breaking a limit, and decided upon', () => {
    const judged = judge(1, 1_500);
    expect(judged.faults).toEqual([]);
    expect(judged.feasible).toBeGreaterThan(800);
    expect(judged.decided).toBeGreaterThan(1);
  });

  it('are of all kinds: locked, bounded, impossible, with parts of nothing', () => {
    const instances = Array.from({ length: 400 }, (_, seed) => instanceFrom(seed));
    const parts = instances.flatMap(({ budget }) => budget.parts);
    expect(parts.some(({ isLocked }) => isLocked)).toBe(true);
    expect(parts.some(({ currentMicros }) => currentMicros === 0)).toBe(true);
    expect(parts.some(({ leastMicros, currentMicros }) => leastMicros > currentMicros)).toBe(true);
    expect(parts.some(({ mostMicros, currentMicros }) => mostMicros < currentMicros)).toBe(true);
    expect(instances.filter(({ witness }) => witness === undefined).length).toBeGreaterThan(50);
    expect(new Set(instances.map(({ budget }) => budget.currency)).size).toBe(3);
  });

  it('would show every limit that is broken', () => {
    const around = instanceFrom(1);
    const budget = {
      ...{ currency: 'USD', totalMicros: 100_000_000, limits: { mostMovePercent: 20, explorationPercent: 30 } },
      parts: ['low', 'high', 'locked'].map((key) => ({
        ...{
          key,
          currentMicros: 40_000_000,
          leastMicros: 20_000_000,
          mostMicros: 45_000_000,
          isLocked: key === 'locked',
        },
      })),
    };
    expect(violations(around.budget, around.wanted)).not.toEqual([]);
    expect(violations(budget, [5_000_000, 55_000_001, 39_999_999])).toEqual([
      'low is below its minimum',
      'low has moved too far',
      'low is below the exploration floor',
      'high is no amount',
      'high is above its maximum',
      'high has moved too far',
      'locked is no amount',
      'locked is locked',
    ]);
    expect(violations(budget, [33_000_000, 33_000_000, 40_000_000])).toEqual(['the parts add up to 106000000']);
  });
});
