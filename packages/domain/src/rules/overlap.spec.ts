import type { RuleContent } from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';
import { overlapWarnings, type RuleAtWork } from './overlap.ts';
import { campaign, content, idOf, lower, otherCampaign, raise } from './testing/samples.ts';

type Written = Parameters<typeof content>[0];

const at = (
  number: number,
  written: Written,
  changes: Partial<RuleAtWork> = {},
  own: Partial<RuleContent> = {},
): RuleAtWork => ({
  ...{ ruleId: idOf(number), orchestrationId: campaign, enabled: true, ...changes },
  content: content(written, { name: `Rule ${number}`, ...own }),
});
const scaling = { ruleType: 'scale_winners' } as const;

type When = NonNullable<Written['when']>;
const ctr = (op: '>' | '<' | '>=' | '<=' | '=' | '!=', percent: number, last_days = 7): When => ({
  ...{ metric: 'ctr', op, value: { percent } },
  window: { last_days },
});
/** Whether a rule that lowers by the one condition is warned of a rule that raises by the other. */
const meet = (one: When, other: When, changes: Written = {}): boolean =>
  overlapWarnings(at(1, { when: one, actions: [lower], ...changes }), [
    at(2, { when: other, actions: [raise], ...changes }, {}, scaling),
  ]).length > 0;

describe('two rules that want the opposite', () => {
  it('are warned of where both may hold, with who would go first', () => {
    const warnings = overlapWarnings(at(1, { when: ctr('<', 3), actions: [lower] }), [
      at(2, { when: ctr('>', 2), actions: [raise] }, {}, scaling),
    ]);
    expect(warnings).toEqual([
      {
        ...{ ruleId: idOf(2), name: 'Rule 2', own: 'decrease', other: 'increase' },
        detail:
          '"Rule 1" may want to lower the budget where "Rule 2" wants to raise the budget; then "Rule 1" goes first',
      },
    ]);
  });

  it.each<[string, When, When]>([
    ['one begins where the other ends', ctr('<', 2), ctr('>=', 2)],
    ['both leave out the end', ctr('<', 2), ctr('>', 2)],
    ['one wants what the other excludes', { none: [ctr('>', 2)] }, ctr('>', 2)],
    [
      'one of all parts excludes it',
      { all: [{ metric: 'clicks', op: '>', value: { count: 5 } }, ctr('<', 1)] },
      { all: [ctr('>', 2), { metric: 'spend', op: '>', value: { money: 5 } }] },
    ],
    [
      'each of several ways excludes it',
      { any: [ctr('<', 1), ctr('>', 9)] },
      { metric: 'ctr', op: 'between', value: [{ percent: 2 }, { percent: 3 }] },
    ],
    ['neither of two contraries is left', { none: [{ all: [ctr('>', 2), ctr('<', 9)] }] }, ctr('=', 3)],
    ['nothing is below nothing', ctr('<', 0), ctr('>=', 0)],
    ['it cannot be one value and another', ctr('=', 2), ctr('!=', 2)],
  ])('are not where thresholds exclude each other: %s', (_, one, other) => {
    expect(meet(one, other, { currency: 'USD' })).toBe(false);
    expect(meet(other, one, { currency: 'USD' })).toBe(false);
  });

  it.each<[string, When, When]>([
    ['at one value', ctr('<=', 2), ctr('>=', 2)],
    ['in another window', ctr('<', 2, 3), ctr('>', 2, 7)],
    ['by another metric', ctr('<', 2), { metric: 'clicks', op: '>', value: { count: 5 } }],
    ['in one of several ways', { any: [ctr('<', 1), { metric: 'clicks', op: '<', value: { count: 5 } }] }, ctr('>', 2)],
    [
      'against what only results can tell',
      { metric: 'cpa', op: '<', value: { baseline: { last_days: 28 } } },
      { metric: 'cpa', op: '>', value: { baseline: { last_days: 28 } } },
    ],
    ['beside one value', ctr('!=', 2), ctr('<=', 2)],
  ])('are where it cannot be excluded: %s', (_, one, other) => {
    expect(meet(one, other)).toBe(true);
    expect(meet(other, one)).toBe(true);
  });

  it('are told apart by their own targets', () => {
    const dear: Written = {
      when: { metric: 'cpa', op: '>', value: { target: 'cpa', times: 1.5 } },
      actions: [lower],
      currency: 'USD',
    };
    const cheap = (cpa: number): Written => ({
      when: { metric: 'cpa', op: '<', value: { target: 'cpa' } },
      actions: [raise],
      targets: { cpa },
      currency: 'USD',
    });
    const warned = (cpa: number) =>
      overlapWarnings(at(1, { ...dear, targets: { cpa: 20 } }), [at(2, cheap(cpa), {}, scaling)]).length;
    expect(warned(30)).toBe(0);
    expect(warned(31)).toBe(1);
  });

  it('are warned of when one has more ways than can be gone through', () => {
    const wide: When = {
      all: Array.from({ length: 12 }, (_, index) => ({ any: [ctr('>', 5, index + 1), ctr('<', 1, index + 20)] })),
    };
    expect(meet({ all: [wide, ctr('<', 2, 80)] }, ctr('>', 3, 80))).toBe(true);
  });

  it('are not when their scopes do not meet', () => {
    const pausing = at(1, { scope: { platforms: ['meta'] } });
    const resuming = (written: Written, changes: Partial<RuleAtWork> = {}) =>
      at(2, { actions: [{ action: 'resume' }], ...written }, changes, scaling);
    const warned = (other: RuleAtWork) => overlapWarnings(pausing, [other]).length;
    expect(warned(resuming({}))).toBe(1);
    expect(warned(resuming({}, { orchestrationId: null }))).toBe(1);
    expect(warned(resuming({ scope: { platforms: ['google', 'meta'] } }))).toBe(1);
    expect(warned(resuming({ scope: { platforms: ['google'] } }))).toBe(0);
    expect(warned(resuming({}, { orchestrationId: otherCampaign }))).toBe(0);
    expect(warned(resuming({}, { enabled: false }))).toBe(0);
    expect(warned(resuming({}, { ruleId: idOf(1) }))).toBe(0);
    expect(overlapWarnings(at(1, { currency: 'USD' }), [resuming({ currency: 'EUR' })])).toEqual([]);
  });

  it('of a platform and of the whole are different values, so nothing is excluded', () => {
    const warned = overlapWarnings(at(1, { when: ctr('<', 2), actions: [{ action: 'pause' }] }), [
      at(2, { scope: { level: 'orchestration' }, when: ctr('>', 3), actions: [{ action: 'resume' }] }, {}, scaling),
    ]);
    expect(warned).toHaveLength(1);
  });
});

it('rules that want the same are not warned of', () => {
  const rules = [at(2, {}), at(3, { actions: [lower] }), at(4, { actions: [{ action: 'rotate_creative' }] })];
  expect(overlapWarnings(at(1, {}), rules)).toEqual([]);
});
