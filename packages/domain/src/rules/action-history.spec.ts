import { describe, expect, it } from '@jest/globals';
import { actionHistory } from './action-history.ts';
import { evaluateRules } from './evaluate.ts';
import { campaign, daysAgo, idOf, lower, now, rule, snapshot } from './testing/samples.ts';
import type { RuleActed } from './types.ts';

const { actions } = evaluateRules({
  snapshot: snapshot(),
  rules: [rule(1, { actions: [{ ...lower, funding: 'total' }] })],
});
const [first, second] = actions as [RuleActed, RuleActed];

const told = (...events: Parameters<typeof actionHistory.evolve>[1][]) =>
  events.reduce(actionHistory.evolve, actionHistory.initialState);
const acted = (data: RuleActed) => ({ type: 'RuleActed', data }) as const;
const settled = ({ actionId }: RuleActed, outcome: 'done' | 'refused') =>
  ({
    type: 'RuleActionSettled',
    data: { actionId, ruleId: idOf(1), orchestrationId: campaign, outcome, problem: null, detail: null, at: now },
  }) as const;

describe('what rules did to an orchestration', () => {
  it('is under way until it is known what became of it', () => {
    const history = told(acted(first), acted(second), settled(second, 'refused'));
    expect(history.map(({ platform, outcome }) => [platform, outcome])).toEqual([
      ['meta', 'pending'],
      ['google', 'refused'],
    ]);
    expect(told(acted(first), settled(first, 'done'))[0]?.outcome).toBe('done');
  });

  it('counts an action once, though it is told twice', () => {
    expect(told(acted(first), acted(first))).toHaveLength(1);
  });

  it('is done at once where it is a message', () => {
    expect(told(acted({ ...first, class: 'notify', command: { type: 'notify', message: 'Look' } }))[0]?.outcome).toBe(
      'done',
    );
  });

  it('knows what a person has taken back', () => {
    const undone = {
      actionId: first.actionId,
      ruleId: idOf(1),
      orchestrationId: campaign,
      command: first.command,
      at: now,
    };
    expect(told(acted(first), settled(first, 'done'), { type: 'RuleActionUndone', data: undone })[0]?.undoneAt).toBe(
      now,
    );
  });

  it('is forgotten after 32 days, unless it is still under way', () => {
    const old = acted({ ...first, at: daysAgo(33) });
    expect(told(old, settled(first, 'done'), acted(second))).toHaveLength(1);
    expect(told(old, acted(second))).toHaveLength(2);
    expect(told(acted({ ...first, at: daysAgo(31) }), settled(first, 'done'), acted(second))).toHaveLength(2);
  });

  it('of a year with 20 actions a day is gone through in less than two seconds', () => {
    const year = Array.from({ length: 365 * 20 }, (_, index) => {
      const one = { ...first, actionId: `action-${index}` as never, at: daysAgo(365 - index / 20) };
      return [acted(one), settled(one, 'done')];
    }).flat();
    const begun = performance.now();
    expect(told(...year)).toHaveLength(32 * 20 + 1);
    expect(performance.now() - begun).toBeLessThan(2_000);
  });
});
