import type { RuleContent } from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';
import { checkRule, ruleFaults } from './check-rule.ts';
import { brandAwarenessRules, ruleFromTemplate } from './templates.ts';
import { content, lower, raise } from './testing/samples.ts';

const first = (rule: RuleContent) => ruleFaults(rule)[0];
const scaling = { ruleType: 'scale_winners' } as const;

describe('a rule that can be saved', () => {
  it('has nothing to be found fault with', () => {
    expect(ruleFaults(content({}))).toEqual([]);
    expect(() => checkRule(content({}))).not.toThrow();
  });

  it('is each of the four types, from its template', () => {
    const documents = [
      ['budget_reallocation', ruleFromTemplate('budget_reallocation', {})],
      ['pause_underperforming', ruleFromTemplate('pause_underperforming', { mostCpa: 25, currency: 'USD' })],
      ['scale_winners', ruleFromTemplate('scale_winners', { leastRoas: 2 })],
      ['creative_rotation', ruleFromTemplate('creative_rotation', { everyDays: 7 })],
    ] as const;
    for (const [ruleType, document] of documents) {
      expect(ruleFaults({ name: ruleType, ruleType, priority: 'medium', document })).toEqual([]);
    }
  });

  it('is each of the three of a brand-awareness campaign', () => {
    expect(brandAwarenessRules('USD').flatMap(ruleFaults)).toEqual([]);
  });
});

describe('a condition is refused, saying where it stands,', () => {
  it('when it compares what has another unit', () => {
    expect(first(content({ when: { metric: 'ctr', op: '>', value: { money: 3 } }, currency: 'USD' }))).toEqual({
      path: 'when.value',
      why: 'ctr is ratio and can be compared with ratio only, such as {"percent": 3} or {"ratio": 1.5}; this is money',
    });
  });

  it.each([
    ['spend', { count: 5 }],
    ['cpa', { percent: 5 }],
    ['roas', { target: 'cpa' }],
    ['clicks', { metric: 'spend' }],
    ['days_since_rotation', { count: 7 }],
  ] as const)('when %s is compared with %j', (metric, value) => {
    const rule = content({
      when: { all: [{ metric, op: '>', value }] },
      targets: { cpa: 1, roas: 1 },
      currency: 'USD',
    });
    expect(first(rule)).toMatchObject({ path: 'when.all[0].value' });
  });

  it('when it names a target that the rule does not give', () => {
    const when = { any: [{ metric: 'roas', op: '<', value: { target: 'roas' } }] } as const;
    expect(first(content({ when: { any: [...when.any] } }))).toMatchObject({ path: 'when.any[0].value.target' });
    expect(ruleFaults(content({ when: { any: [...when.any] }, targets: { roas: 2 } }))).toEqual([]);
  });

  it('when it lies deeper than five levels', () => {
    const leaf = { metric: 'clicks', op: '>', value: { count: 1 } } as const;
    const four = { all: [{ any: [{ none: [{ all: [leaf] }] }] }] };
    expect(ruleFaults(content({ when: four }))).toEqual([]);
    expect(first(content({ when: { any: [four] } }))).toMatchObject({
      path: 'when.any[0].all[0].any[0].none[0].all[0]',
    });
  });

  it('when there are more than fifty comparisons', () => {
    const leaf = { metric: 'clicks', op: '>', value: { count: 1 } } as const;
    const list = (count: number) => Array.from({ length: count }, () => leaf);
    expect(ruleFaults(content({ when: { all: list(50) } }))).toEqual([]);
    expect(first(content({ when: { all: [{ any: list(50) }, leaf] } }))).toMatchObject({ path: 'when' });
  });

  it('when between has not two values, the lower first', () => {
    const between = (value: unknown) => content({ when: { metric: 'clicks', op: 'between', value } as never });
    expect(first(between({ count: 1 }))).toMatchObject({ path: 'when.value' });
    expect(first(between([{ count: 5 }, { count: 1 }]))).toMatchObject({ path: 'when.value' });
    expect(ruleFaults(between([{ count: 1 }, { count: 5 }]))).toEqual([]);
    expect(first(content({ when: { metric: 'clicks', op: '>', value: [{ count: 1 }, { count: 5 }] } }))).toMatchObject({
      path: 'when.value',
    });
  });

  it('when its baseline is shorter than its window, too long, or of what has no daily results', () => {
    const against = (metric: 'cpa' | 'budget_utilization', last_days: number, window = 7) =>
      content({
        when: { metric, window: { last_days: window }, op: '>', value: { baseline: { last_days }, times: 1.5 } },
      });
    expect(ruleFaults(against('cpa', 28))).toEqual([]);
    expect(first(against('cpa', 3))).toMatchObject({ path: 'when.value.baseline' });
    expect(first(against('budget_utilization', 28))).toMatchObject({ path: 'when.value.baseline' });
  });

  it('when an amount of money stands somewhere and nobody says in which currency', () => {
    expect(first(content({ when: { metric: 'cpa', op: '>', value: { money: 5 } } }))).toEqual({
      path: 'currency',
      why: 'The rule has an amount of money (when.value): its currency must be given',
    });
    expect(first(content({ require: { spend: 100 } }))).toMatchObject({ path: 'currency' });
    expect(first(content({ targets: { cpa: 100 } }))).toMatchObject({ path: 'currency' });
    expect(first(content({ actions: [{ ...raise, most: 500 }] }, scaling))).toMatchObject({ path: 'currency' });
  });
});

describe('actions are refused', () => {
  it('when they contradict each other', () => {
    expect(first(content({ actions: [{ action: 'pause' }, { action: 'resume' }] }))).toEqual({
      path: 'actions',
      why: 'pause and resume contradict each other',
    });
    const both = content({ actions: [raise, lower] }, { ruleType: 'budget_reallocation' });
    expect(first(both)).toMatchObject({ why: 'increase and decrease contradict each other' });
  });

  it('when a change of a budget is told by nothing, by both, or is none', () => {
    const change = (action: object) =>
      content({ actions: [{ action: 'change_budget', ...action }], currency: 'USD' }, scaling);
    expect(first(change({}))).toMatchObject({ path: 'actions[0]' });
    expect(first(change({ by_percent: 5, by_amount: 5 }))).toMatchObject({ path: 'actions[0]' });
    expect(first(change({ by_percent: 0 }))).toMatchObject({ path: 'actions[0]' });
    expect(first(change({ by_percent: 5, least: 9, most: 5 }))).toMatchObject({ path: 'actions[0].least' });
    expect(first(change({ by_percent: 5, most_total: 5 }))).toMatchObject({ path: 'actions[0].most_total' });
    expect(first(change({ by_amount: 1.234 }))).toMatchObject({ path: 'actions[0].by_amount' });
    expect(ruleFaults(change({ by_amount: 1.23, funding: 'total', most_total: 500 }))).toEqual([]);
  });

  it('when they take from the others of a whole orchestration', () => {
    const whole = (action: object) =>
      content({ scope: { level: 'orchestration' }, actions: [{ ...raise, ...action }], currency: 'USD' }, scaling);
    expect(first(whole({}))).toMatchObject({ path: 'actions[0].funding' });
    expect(first(whole({ funding: 'total', most: 5 }))).toMatchObject({ path: 'actions[0].most' });
    expect(ruleFaults(whole({ funding: 'total' }))).toEqual([]);
  });

  it.each([
    ['budget_reallocation', { action: 'pause' }],
    ['pause_underperforming', raise],
    ['pause_underperforming', { action: 'resume' }],
    ['scale_winners', lower],
    ['scale_winners', { action: 'pause' }],
    ['creative_rotation', { action: 'pause' }],
  ] as const)('when a rule of the type %s has %j', (ruleType, action) => {
    const rule = content({ actions: [{ action: 'notify', message: 'Look' }, action] }, { ruleType });
    expect(first(rule)).toMatchObject({ path: 'actions[1]' });
  });
});

describe('a trigger is refused', () => {
  it('when its time never comes, comes too often, or its zone is none', () => {
    const at = (cron: string, zone = 'UTC') => first(content({ trigger: { on: 'schedule', cron, zone } }));
    expect(at('0 6 31 2 *')).toMatchObject({ path: 'trigger.cron' });
    expect(at('* * * * *')).toMatchObject({ path: 'trigger.cron' });
    expect(at('0 6 * * *', '+02:00')).toMatchObject({ path: 'trigger.zone' });
    expect(at('0 6 * * *', 'Europe/Berlin')).toBeUndefined();
  });
});

describe('what is refused', () => {
  it('is a rule violation with the first fault and all of them', () => {
    const rule = content({ when: { metric: 'ctr', op: '>', value: { money: 3 } }, actions: [raise] });
    const paths = ['when.value', 'currency', 'actions[0]'].map((path) => expect.objectContaining({ path }));
    expect(() => checkRule(rule)).toThrow(
      expect.objectContaining({
        code: 'rule-not-valid',
        details: expect.objectContaining({ path: 'when.value', faults: paths }),
      }),
    );
  });
});
