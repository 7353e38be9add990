import type { DailyMetrics } from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';
import { campaign, content, idOf, lower, org, otherCampaign, raise, units } from '../testing/samples.ts';
import { backtest } from './backtest.ts';
import type { HistoryFact, OrchestrationHistory } from './history.ts';
import type { TestedRule } from './ticks.ts';

const dayMs = 86_400_000;
const begin = Date.parse('2026-08-01T00:00:00.000Z');
const at = (day: number, hour = 0): string => new Date(begin + day * dayMs + hour * 3_600_000).toISOString();
const dateOf = (day: number): string => at(day).slice(0, 10);

const metrics = (day: number, changes: Partial<DailyMetrics> = {}): DailyMetrics => ({
  ...{ date: dateOf(day), spendMicros: units(10), impressions: 1_000, clicks: 20 },
  ...{ conversionsMicros: units(1), revenueMicros: units(30) },
  ...changes,
});

/** Each day is read at 5 the next morning. */
const fact = (platform: 'meta' | 'google', day: number, changes: Partial<DailyMetrics> = {}): HistoryFact => ({
  ...{ platform, observedAt: at(day + 1, 5), day: metrics(day, changes) },
});

const days = (count: number): readonly number[] => Array.from({ length: count }, (_, day) => day);

const history = (facts: readonly HistoryFact[], changes: Partial<OrchestrationHistory> = {}): OrchestrationHistory => ({
  ...{ orchestrationId: campaign, orgId: org, currency: 'USD', flightEndAt: at(365), zones: {}, changes: [], facts },
  settings: [
    {
      ...{ at: at(0), status: 'active', totalMicros: units(4_000) },
      parts: [
        { platform: 'meta', status: 'active', budgetMicros: units(2_000) },
        { platform: 'google', status: 'active', budgetMicros: units(2_000) },
      ],
    },
  ],
  ...changes,
});

const steady = (count: number): readonly HistoryFact[] =>
  days(count).flatMap((day) => [fact('meta', day), fact('google', day)]);

const tested = (
  number: number,
  written: Parameters<typeof content>[0],
  ruleType: 'scale_winners' | 'pause_underperforming' = 'pause_underperforming',
): TestedRule => ({
  ...{ ruleId: idOf(number), version: 1, orchestrationId: campaign, createdAt: at(0) },
  content: content(
    {
      trigger: { on: 'schedule', cron: '0 6 * * *' },
      guards: { cooldown_hours: 1, most_daily_change_percent: 100 },
      ...written,
    },
    { ruleType },
  ),
});

const yesterday = { last_days: 1 } as const;
const dear = tested(1, {
  scope: { platforms: ['meta'] },
  when: { metric: 'cpm', window: yesterday, op: '>', value: { money: 15 } },
  currency: 'USD',
});
const run = (rules: readonly TestedRule[], of: readonly OrchestrationHistory[], to = 30) =>
  backtest({ rules, history: of, from: at(0), to: at(to) });

describe('a backtest', () => {
  it('tells when a rule would have acted, and that what it paused would have stayed paused', () => {
    const facts = [
      ...steady(10),
      fact('meta', 10, { spendMicros: units(20) }),
      fact('meta', 11, { spendMicros: units(20) }),
      fact('google', 10),
      fact('google', 11),
    ];
    const { fires, rules, firesInAll } = run([dear], [history(facts)], 13);
    expect(fires).toMatchObject([
      { platform: 'meta', class: 'pause', at: at(11, 6), command: { type: 'pause', platforms: ['meta'] } },
    ]);
    expect(firesInAll).toBe(1);
    expect(rules).toEqual([
      {
        ...{ ruleId: idOf(1), evaluations: 13, matched: 2, fires: 1, firesByClass: { pause: 1 } },
        // On the first morning nothing has been read yet.
        holds: { 'unknown-value': 1, 'not-met': 10, 'nothing-to-do': 1 },
      },
    ]);
  });

  it('sees nothing before its time: facts of the future make no difference', () => {
    const known = steady(20);
    const planted = days(25).map(
      (day): HistoryFact => ({ ...fact('meta', day, { spendMicros: units(500) }), observedAt: at(25) }),
    );
    const settings = [...history([]).settings, { ...history([]).settings[0], at: at(26), status: 'paused' } as never];
    const change = { at: at(24), platform: null, kind: 'budget', by: 'person' } as const;
    const without = run([dear], [history(known)], 20);
    expect(run([dear], [history([...planted, ...known], { settings, changes: [change] })], 20)).toEqual(without);
    expect(run([dear], [history([...planted, ...known])], 26).firesInAll).toBeGreaterThan(without.firesInAll);
  });

  it('sees a day as it had been reported by then, not as it was restated later', () => {
    const restated: HistoryFact = { ...fact('meta', 5, { spendMicros: units(20) }), observedAt: at(9) };
    expect(run([dear], [history([...steady(12), restated])], 12).fires).toEqual([]);
    const late: HistoryFact = { ...fact('meta', 5, { spendMicros: units(20) }), observedAt: at(6, 5.5) };
    expect(run([dear], [history([...steady(12), late])], 12).firesInAll).toBe(1);
  });

  it('counts the spend of a day once, also when a day is restated at which nobody looks any more', () => {
    const restated = days(20).map((hour): HistoryFact => ({ ...fact('meta', 0), observedAt: at(13, hour) }));
    const used = (percent: number) =>
      tested(1, {
        scope: { platforms: ['meta'] },
        when: { metric: 'budget_utilization', op: '>=', value: { percent } },
      });
    const facts = [...steady(15), ...restated];
    expect(run([used(8)], [history(facts)], 15).fires).toEqual([]);
    expect(run([used(7)], [history(facts)], 15).firesInAll).toBe(1);
  });

  it('adds up what would have been moved, on what was moved before, and to whom', () => {
    const raising = tested(1, { scope: { platforms: ['meta'] }, actions: [raise] }, 'scale_winners');
    const { shifts } = run([raising], [history(steady(4))], 4);
    // 2,000 and three times 10 % more, to the cent.
    expect(shifts).toEqual([
      { orchestrationId: campaign, platform: 'meta', currency: 'USD', netMicros: units(662), movedMicros: units(662) },
      {
        orchestrationId: campaign,
        platform: 'google',
        currency: 'USD',
        netMicros: units(-662),
        movedMicros: units(662),
      },
    ]);
  });

  it('finds a platform that is raised and lowered by turns', () => {
    const alternating = days(10).flatMap((day) => [
      fact('meta', day, { clicks: day % 2 === 0 ? 10 : 90 }),
      fact('google', day),
    ]);
    const ctr = (op: '>' | '<', percent: number) =>
      ({ metric: 'ctr', window: yesterday, op, value: { percent } }) as const;
    const whole = { scope: { platforms: ['meta' as const] } };
    const rules = [
      tested(1, { ...whole, when: ctr('>', 5), actions: [{ ...raise, funding: 'total' }] }, 'scale_winners'),
      tested(2, { ...whole, when: ctr('<', 2), actions: [{ ...lower, funding: 'total' }] }),
    ];
    const { flapping } = run(rules, [history(alternating)], 4);
    expect(flapping.map(({ platform, first, then }) => [platform, first.class, then.class])).toEqual([
      ['meta', 'decrease', 'increase'],
      ['meta', 'increase', 'decrease'],
    ]);
    const rarely = { rules, history: [history(alternating)], from: at(0), to: at(4), flappingDays: 0.5 };
    expect(backtest(rarely).flapping).toEqual([]);
  });

  it('looks when results come in, if that is what the rule does, but no more than once an hour', () => {
    const onArrival = tested(1, { scope: { platforms: ['meta'] }, trigger: { on: 'performance' } });
    const everyQuarter = days(4).map(
      (quarter): HistoryFact => ({ ...fact('meta', 0), observedAt: at(1, quarter / 4) }),
    );
    expect(run([onArrival], [history(everyQuarter)]).rules[0]?.evaluations).toBe(1);
    expect(run([onArrival], [history(steady(5))]).rules[0]?.evaluations).toBe(5);
  });

  it('counts the actions of a rule in all its orchestrations together', () => {
    const written = { actions: [{ ...lower, funding: 'total' as const }], guards: { most_actions_per_day: 3 } };
    const capped = { ...tested(1, written), orchestrationId: null };
    const two = [history(steady(2)), history(steady(2), { orchestrationId: otherCampaign })];
    const { rules } = run([capped], two, 1.5);
    expect(rules[0]).toMatchObject({ fires: 3, holds: { 'rule-cap': 1 } });
  });

  it('rotates what would be shown by then', () => {
    const creative = (creativeId: string) =>
      ({ creativeId, isResting: false, restingSince: null, shownSince: at(0), fatigue: 'healthy' }) as const;
    const [setting] = history([]).settings;
    const parts = [
      { platform: 'meta', status: 'active', budgetMicros: units(2_000), creatives: [creative('a'), creative('b')] },
    ] as const;
    const rotating: TestedRule = {
      ...tested(1, {}),
      content: content(
        {
          when: { metric: 'days_since_rotation', op: '>=', value: { days: 7 } },
          actions: [{ action: 'rotate_creative' }],
          trigger: { on: 'schedule', cron: '0 6 * * *' },
        },
        { ruleType: 'creative_rotation' },
      ),
    };
    const { fires } = run([rotating], [history(steady(30), { settings: [{ ...setting, parts } as never] })]);
    expect(fires.map(({ at: when, command }) => [when, command.type === 'rotate' && command.rotations[0]])).toEqual([
      [at(7, 6), { platform: 'meta', show: [], rest: ['a'] }],
      [at(14, 6), { platform: 'meta', show: ['a'], rest: ['b'] }],
      [at(21, 6), { platform: 'meta', show: ['b'], rest: ['a'] }],
      [at(28, 6), { platform: 'meta', show: ['a'], rest: ['b'] }],
    ]);
  });

  it('says what it cannot know', () => {
    expect(run([dear], []).caveat).toContain('not what that would have brought');
  });
});

describe('a backtest of 90 days', () => {
  it('of 1,000 platforms takes less than ten seconds', () => {
    const platforms = ['meta', 'google', 'tiktok', 'linkedin', 'twitter'] as const;
    const rule: TestedRule = {
      ...tested(1, {
        when: {
          all: [
            { metric: 'cpm', op: '>', value: { money: 9 } },
            { metric: 'ctr', op: '<', value: { baseline: { last_days: 28 } } },
          ],
        },
        currency: 'USD',
      }),
      orchestrationId: null,
    };
    const many = Array.from({ length: 200 }, (_, index) =>
      history(
        days(90).flatMap((day) =>
          platforms.map((platform) => ({ ...fact('meta', day, { clicks: 20 + ((day * 7 + index) % 11) }), platform })),
        ),
        {
          orchestrationId: `7a1d9c42-8e0b-4f6d-b3a7-1c5e2f90${String(index).padStart(4, '0')}` as never,
          settings: [
            {
              at: at(0),
              status: 'active',
              totalMicros: units(10_000),
              parts: platforms.map((platform) => ({ platform, status: 'active' as const, budgetMicros: units(2_000) })),
            },
          ],
        },
      ),
    );
    // Of the processor, so that others on the machine do not count.
    const before = process.cpuUsage();
    const { rules } = run([rule], many, 90);
    const { user, system } = process.cpuUsage(before);
    expect(rules[0]?.evaluations).toBe(90_000);
    expect((user + system) / 1_000_000).toBeLessThan(10);
  });
});
