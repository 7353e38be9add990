import { describe, expect, it } from '@jest/globals';
import { active, after, completed, decided, lock, now, refusalOf, stateOf, unit } from './samples.ts';

const limit = (platform: 'meta' | 'snapchat', least: number | null, most: number | null) =>
  ({
    type: 'SetBudgetLimits',
    data: {
      now,
      limits: [
        {
          ...{ platform, locked: false, leastMicros: least === null ? null : least * unit },
          mostMicros: most === null ? null : most * unit,
        },
      ],
    },
  }) as const;

describe('Limits of the parts of a budget', () => {
  it('hold from then on in the place of those before', () => {
    const history = after(...active, limit('meta', 10, 60), lock('google'));
    expect(stateOf(history).budgetLimits).toEqual([
      { platform: 'google', leastMicros: null, mostMicros: null, locked: true },
    ]);
    expect(decided(history, lock('google'))).toEqual([]);
  });

  it('change nothing that is set already', () => {
    const [before, later] = [stateOf(after(...active)), stateOf(after(...active, limit('meta', 60, 80)))];
    expect({ ...later, budgetLimits: [] }).toEqual(before);
  });

  it('are refused where the least is more than the most, for a platform that is not there, and at the end', () => {
    const state = stateOf(after(...active));
    expect(refusalOf(state, limit('meta', 60, 50))?.code).toBe('rule-violation');
    expect(refusalOf(state, limit('snapchat', 10, null))?.code).toBe('platform-not-in-orchestration');
    expect(refusalOf(stateOf(after(...completed)), lock('meta'))?.code).toBe('illegal-transition');
  });
});
