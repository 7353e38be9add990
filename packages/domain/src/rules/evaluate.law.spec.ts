import { type Platform, platform as platforms, type RuleAction, type RuleType, ruleRunId } from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { areOpposite } from './action-class.ts';
import { touchedBy } from './action-history.ts';
import { evaluateRules } from './evaluate.ts';
import { done, hoursAgo, lastDays, now, part, rule, snapshot, units } from './testing/samples.ts';
import type { PartSnapshot, RuleActed, RuleSnapshot, RuleToEvaluate } from './types.ts';

const cents = fc.integer({ min: 1, max: 500_000 }).map((amount) => amount * 10_000);

const action = fc.oneof(
  fc.constantFrom<RuleAction[]>(
    { action: 'pause' },
    { action: 'resume' },
    { action: 'rotate_creative' },
    { action: 'notify', message: 'Look' },
  ),
  fc.record({
    action: fc.constant('reallocate' as const),
    most_change_percent: fc.integer({ min: 1, max: 100 }),
    last_days: fc.constant(14),
  }),
  fc.record({
    action: fc.constant('change_budget' as const),
    by_percent: fc.integer({ min: -100, max: 100 }).filter((percent) => percent !== 0),
    funding: fc.constantFrom('others' as const, 'total' as const),
  }),
  fc.record({
    action: fc.constant('change_budget' as const),
    by_amount: fc.integer({ min: -50_000, max: 50_000 }).map((amount) => (amount === 0 ? 0.01 : amount / 100)),
    funding: fc.constantFrom('others' as const, 'total' as const),
    least: fc.constantFrom(undefined, 100, 1_000),
    most: fc.constantFrom(undefined, 2_000, 4_000),
  }),
);

const rules: fc.Arbitrary<readonly RuleToEvaluate[]> = fc
  .array(
    fc.record({
      action,
      isWhole: fc.boolean(),
      orgWide: fc.boolean(),
      metric: fc.constantFrom('clicks' as const, 'impressions' as const),
      least: fc.integer({ min: 0, max: 2_000 }),
      op: fc.constantFrom('>' as const, '<' as const),
      once: fc.integer({ min: 1, max: 100 }),
      daily: fc.integer({ min: 1, max: 150 }),
      priority: fc.constantFrom('low' as const, 'medium' as const, 'critical' as const),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((drafts) =>
    drafts.map(({ action: own, isWhole, orgWide, metric, least, op, once, daily, priority }, index) => {
      const isWholeOnly = own.action === 'change_budget' && isWhole;
      const written = {
        scope: { level: isWhole ? ('orchestration' as const) : ('platform' as const) },
        when: { metric, op, value: { count: least } },
        actions: [isWholeOnly ? { ...own, funding: 'total' as const, least: undefined, most: undefined } : own],
        guards: {
          cooldown_hours: 0,
          most_actions_per_entity_and_day: 50,
          most_change_percent: once,
          most_daily_change_percent: daily,
        },
        currency: 'USD',
      };
      return rule(index + 1, written, {
        content: { ruleType: 'budget_reallocation' satisfies RuleType, priority },
        ...(orgWide ? { orchestrationId: null } : {}),
      });
    }),
  );

const creatives = (['a', 'b', 'c'] as const).map((creativeId, index) => ({
  ...{ creativeId, isResting: index === 0, fatigue: 'healthy' as const },
  restingSince: index === 0 ? hoursAgo(90) : null,
  shownSince: index === 0 ? null : hoursAgo(90 + index),
}));

const parts: fc.Arbitrary<readonly PartSnapshot[]> = fc
  .uniqueArray(
    fc.record({
      platform: fc.constantFrom(...platforms.options),
      budget: cents,
      spentPart: fc.integer({ min: 0, max: 110 }),
      clicks: fc.integer({ min: 0, max: 300 }),
      isPaused: fc.boolean(),
    }),
    { minLength: 1, maxLength: 5, selector: ({ platform }) => platform },
  )
  .map((drafts) =>
    drafts.map(({ platform, budget, spentPart, clicks, isPaused }) =>
      part(platform, {
        ...{ budgetMicros: budget, status: isPaused ? 'paused' : 'active', creatives },
        spentMicros: Math.floor((budget * spentPart) / 100),
        days: lastDays(7, { clicks }),
      }),
    ),
  );

const input = fc
  .record({ rules, parts })
  .map(({ rules: own, parts: each }) => ({ rules: own, snapshot: snapshot({ parts: each }) }));

type Budgets = ReadonlyMap<Platform, number>;
const budgetsOf = ({ parts: each }: RuleSnapshot): Budgets =>
  new Map(each.map(({ platform, budgetMicros }) => [platform, budgetMicros]));

/** What an optimization may do at worst: it moves money from one to the next as far as it is allowed. */
const afterOptimization = (budgets: Budgets, command: Extract<RuleActed['command'], { type: 'optimize' }>): Budgets => {
  const moved = new Map(budgets);
  command.parts.forEach(({ platform, beforeMicros }, index) => {
    const by = Math.floor((beforeMicros * command.mostChangePercent) / 100 / 10_000) * 10_000;
    moved.set(platform, (moved.get(platform) ?? 0) + (index % 2 === 0 ? by : -by));
  });
  return moved;
};

const carriedOut = (before: RuleSnapshot, { command }: RuleActed): RuleSnapshot => {
  const statusOf = (each: PartSnapshot): PartSnapshot['status'] => {
    if (command.type === 'pause' && command.platforms.includes(each.platform)) return 'paused';
    return command.type === 'resume' && command.platforms.includes(each.platform) ? 'active' : each.status;
  };
  const budgets =
    command.type === 'optimize'
      ? afterOptimization(budgetsOf(before), command)
      : new Map(
          command.type === 'change-budget'
            ? command.parts.map(({ platform, afterMicros }) => [platform, afterMicros])
            : [],
        );
  return {
    ...before,
    totalMicros: command.type === 'change-budget' ? command.afterTotalMicros : before.totalMicros,
    parts: before.parts.map((each) => ({
      ...each,
      status: statusOf(each),
      budgetMicros: budgets.get(each.platform) ?? each.budgetMicros,
    })),
  };
};

const sumOf = (of: RuleSnapshot): number => of.parts.reduce((sum, { budgetMicros }) => sum + budgetMicros, 0);

const expectExact = (
  { beforeTotalMicros, afterTotalMicros, parts: moves }: Extract<RuleActed['command'], { type: 'change-budget' }>,
  before: RuleSnapshot,
  after: RuleSnapshot,
): void => {
  expect(beforeTotalMicros).toBe(before.totalMicros);
  expect(sumOf(after) - sumOf(before)).toBe(afterTotalMicros - beforeTotalMicros);
  for (const { platform, beforeMicros, afterMicros } of moves) {
    expect(beforeMicros).toBe(budgetsOf(before).get(platform));
    expect(afterMicros % 10_000).toBe(0);
    const spent = before.parts.find((each) => each.platform === platform)?.spentMicros ?? 0;
    const floor = afterMicros < beforeMicros ? spent : 0;
    expect(afterMicros).toBeGreaterThanOrEqual(Math.max(floor, 10_000));
  }
};

/** A tick every hour of the day, each on what the one before has left behind. */
const liveThroughDay = (begin: RuleSnapshot, all: readonly RuleToEvaluate[], hours: number) => {
  const moved = new Map<Platform, number>();
  let state = begin;
  let acted: readonly RuleActed[] = [];
  for (let hour = 0; hour < hours; hour += 1) {
    const at = new Date(Date.parse('2026-11-25T00:00:00.000Z') + hour * 3_600_000).toISOString();
    const ruleRun = ruleRunId.parse(`c8e3b6a1-0d47-4f92-9b85-2a6d4e8f1c${String(hour).padStart(2, '0')}`);
    const before = { ...state, now: at, actions: done(acted) };
    const { actions } = evaluateRules({ snapshot: before, rules: all.map((each) => ({ ...each, runId: ruleRun })) });
    for (const each of actions) {
      const next = carriedOut(state, each);
      for (const [platform, budget] of budgetsOf(next)) {
        const by = Math.abs(budget - (budgetsOf(state).get(platform) ?? 0));
        moved.set(platform, (moved.get(platform) ?? 0) + by);
      }
      state = next;
    }
    acted = [...acted, ...actions];
  }
  return moved;
};

describe('an evaluation', () => {
  it('and a preview on the same snapshot are the same to the last byte, and so is a replay', () => {
    fc.assert(
      fc.property(input, (question) => {
        const preview = JSON.stringify(evaluateRules(structuredClone(question)));
        const frozen = structuredClone(question);
        const execution = JSON.stringify(evaluateRules(question));
        expect(execution).toBe(preview);
        expect(question).toEqual(frozen);
        expect(JSON.stringify(evaluateRules(JSON.parse(JSON.stringify(question))))).toBe(execution);
      }),
    );
  });

  it('does not depend on the order in which its rules or platforms stand', () => {
    const shuffled = input.chain((question) =>
      fc.record({
        question: fc.constant(question),
        rules: fc.shuffledSubarray([...question.rules], { minLength: question.rules.length }),
        parts: fc.shuffledSubarray([...question.snapshot.parts], { minLength: question.snapshot.parts.length }),
      }),
    );
    fc.assert(
      fc.property(shuffled, ({ question, rules: own, parts: each }) => {
        const other = evaluateRules({ rules: own, snapshot: { ...question.snapshot, parts: each } });
        expect(JSON.stringify(other)).toBe(JSON.stringify(evaluateRules(question)));
      }),
    );
  });

  it('gives every action a verdict, a reason, and an id of its own when it acts', () => {
    fc.assert(
      fc.property(input, (question) => {
        const { evaluations, actions } = evaluateRules(question);
        const verdicts = evaluations.flatMap(({ verdicts: each }) => each);
        expect(verdicts.every(({ detail }) => detail.length > 0)).toBe(true);
        expect(verdicts.every(({ hold, actionId }) => (hold === null) === (actionId !== null))).toBe(true);
        const ids = actions.map(({ actionId }) => actionId);
        expect(new Set(ids).size).toBe(ids.length);
        expect(new Set(ids)).toEqual(new Set(verdicts.flatMap(({ actionId }) => actionId ?? [])));
      }),
    );
  });

  it('never does opposite things to one platform', () => {
    fc.assert(
      fc.property(input, (question) => {
        const { actions } = evaluateRules(question);
        const sides = actions.flatMap(({ command, class: of, ruleId }) =>
          command.type === 'change-budget'
            ? command.parts.map((each) => ({
                ...{ platform: each.platform, ruleId },
                side: each.afterMicros > each.beforeMicros ? ('increase' as const) : ('decrease' as const),
              }))
            : touchedBy(command).map((platform) => ({ platform, ruleId, side: of })),
        );
        for (const one of sides) {
          for (const other of sides) {
            if (one.platform === other.platform) expect(areOpposite(one.side, other.side)).toBe(false);
          }
        }
      }),
    );
  });

  it('lets one rule act on a platform in a tick, and one move its budget', () => {
    fc.assert(
      fc.property(input, (question) => {
        const { actions } = evaluateRules(question);
        const owners = (of: (acted: RuleActed) => readonly Platform[]): void => {
          const first = new Map<Platform, string>();
          for (const acted of actions) {
            for (const platform of of(acted)) {
              const owner = `${acted.ruleId} at ${acted.platform}`;
              expect(first.get(platform) ?? owner).toBe(owner);
              first.set(platform, owner);
            }
          }
        };
        owners(({ platform, command }) =>
          platform === null || command.type === 'optimize' || command.type === 'notify'
            ? touchedBy(command)
            : [platform],
        );
        owners(({ command }) =>
          command.type === 'change-budget' || command.type === 'optimize' ? touchedBy(command) : [],
        );
      }),
    );
  });

  it('keeps the sum, or moves it with the total; pays to the cent, and leaves what is spent', () => {
    fc.assert(
      fc.property(input, (question) => {
        evaluateRules(question).actions.reduce((state, acted) => {
          const next = carriedOut(state, acted);
          if (acted.command.type === 'change-budget') expectExact(acted.command, state, next);
          return acted.command.type === 'optimize' ? state : next;
        }, question.snapshot);
      }),
    );
  });
});

describe('over a whole day', () => {
  it('no combination of rules moves a platform further than the limit of all of them together', () => {
    fc.assert(
      fc.property(rules, parts, fc.integer({ min: 1, max: 24 }), (own, each, hours) => {
        const begin = snapshot({ parts: each, now });
        const moved = liveThroughDay(begin, own, hours);
        const limit = Math.max(...own.map(({ content }) => content.document.guards.most_daily_change_percent));
        for (const { platform, budgetMicros } of begin.parts) {
          expect(moved.get(platform) ?? 0).toBeLessThanOrEqual((budgetMicros * limit) / 100);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('three rules that raise by 20 % each move a platform by no more than 30 %, if that is the limit', () => {
    const raising = (number: number) =>
      rule(number, {
        scope: { platforms: ['meta'] },
        actions: [{ action: 'change_budget', by_percent: 20, funding: 'total' }],
        guards: { most_daily_change_percent: 30, cooldown_hours: 0, most_actions_per_entity_and_day: 50 },
      });
    const moved = liveThroughDay(snapshot(), [raising(1), raising(2), raising(3)], 24);
    expect(moved.get('meta')).toBe(units(600));
  });
});
