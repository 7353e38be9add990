import type { Platform } from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';
import { evaluateRules } from './evaluate.ts';
import { brandAwarenessRules } from './templates.ts';
import {
  campaign,
  day,
  daysAgo,
  done,
  hoursAgo,
  idOf,
  lastDays,
  lower,
  now,
  otherCampaign,
  part,
  raise,
  rule,
  run,
  snapshot,
  units,
} from './testing/samples.ts';
import type { RuleSnapshot, RuleToEvaluate } from './types.ts';

const evaluate = (rules: readonly RuleToEvaluate[], changes: Partial<RuleSnapshot> = {}) =>
  evaluateRules({ snapshot: snapshot(changes), rules });

/** What became of each action at each entity, such as `meta pause` or `meta not-met`. */
const verdicts = (...asked: Parameters<typeof evaluate>) =>
  evaluate(...asked).evaluations.flatMap(({ platform, verdicts: all }) =>
    all.map(({ hold, class: of }) => `${platform ?? 'all'} ${hold ?? of}`),
  );
const firstVerdict = (...asked: Parameters<typeof evaluate>) => evaluate(...asked).evaluations[0]?.verdicts[0];

const meta: { scope: { platforms: Platform[] } } = { scope: { platforms: ['meta'] } };
const scaling = { content: { ruleType: 'scale_winners' } } as const;
const cheap = (spend: number) => lastDays(7, { spendMicros: units(spend) });

describe('an evaluation', () => {
  it('tells every value that it saw, what it was compared with and why it acted', () => {
    const cpm = rule(1, {
      when: {
        all: [
          { metric: 'cpm', op: '>', value: { money: 15 } },
          { metric: 'ctr', op: '<', value: { percent: 3 } },
        ],
      },
      currency: 'USD',
    });
    const parts = [part('meta', { days: cheap(200) }), part('google')];
    const { evaluations, actions } = evaluate([cpm], { parts });
    const span = { from: '2026-11-18', until: '2026-11-24' };
    expect(evaluations).toEqual([
      {
        ...{ ruleId: idOf(1), version: 1, runId: run, orchestrationId: expect.any(String), platform: 'meta' },
        ...{ trigger: 'performance', matched: true, at: now },
        values: [
          { metric: 'cpm', ...span, value: 20, against: [15], holds: true },
          { metric: 'ctr', ...span, value: 0.02, against: [0.03], holds: true },
        ],
        verdicts: [
          {
            ...{ action: { action: 'pause' }, class: 'pause', hold: null, detail: 'Paused meta', suppressedBy: null },
            ...{ command: { type: 'pause', platforms: ['meta'] }, actionId: actions[0]?.actionId },
          },
        ],
      },
      expect.objectContaining({
        platform: 'google',
        matched: false,
        values: [expect.objectContaining({ value: 10, holds: false }), expect.objectContaining({ holds: true })],
        verdicts: [expect.objectContaining({ hold: 'not-met', command: null, actionId: null })],
      }),
    ]);
    expect(actions).toEqual([
      expect.objectContaining({
        ruleId: idOf(1),
        runId: run,
        platform: 'meta',
        class: 'pause',
        command: { type: 'pause', platforms: ['meta'] },
        at: now,
      }),
    ]);
  });

  it('never takes what is not known for true, nor its contrary', () => {
    const unread = [part('meta', { observedAt: null, observedOn: null })];
    const spends = { metric: 'spend', op: '>', value: { count: 0 } } as const;
    const clicks = { metric: 'clicks', op: '>', value: { count: 0 } } as const;
    const changed = { metric: 'changes', op: '=', value: { count: 0 } } as const;
    expect(verdicts([rule(1, { when: clicks })], { parts: unread })).toEqual(['meta unknown-value']);
    expect(verdicts([rule(1, { when: { none: [clicks] } })], { parts: unread })).toEqual(['meta unknown-value']);
    expect(verdicts([rule(1, { when: { all: [clicks, changed] } })], { parts: unread })).toEqual([
      'meta unknown-value',
    ]);
    expect(verdicts([rule(1, { when: { any: [spends, changed] } })], { parts: unread })).toEqual(['meta pause']);
    expect(verdicts([rule(1, { when: { none: [changed, clicks] } })], { parts: unread })).toEqual(['meta not-met']);
  });

  it('compares with another metric, with the whole orchestration, with its own baseline and with its target', () => {
    const days = [...lastDays(14, { spendMicros: units(50) }).slice(0, 7), ...cheap(100)];
    const parts = [part('meta', { days }), part('google', { days: cheap(20) })];
    const when = {
      all: [
        { metric: 'revenue', op: '>', value: { metric: 'spend', times: 2 } },
        { metric: 'cpa', op: '>', value: { metric: 'cpa', of: 'orchestration', times: 1.5 } },
        { metric: 'spend', op: '>=', value: { baseline: { last_days: 7 }, times: 2 } },
        { metric: 'roas', op: 'between', value: [{ target: 'roas' }, { target: 'roas', times: 2 }] },
      ],
    };
    const [seen] = evaluate([rule(1, { ...meta, when: when as never, targets: { roas: 2 } })], { parts }).evaluations;
    expect(seen?.values.map(({ value, against }) => [value, ...against])).toEqual([
      [2_100, 1_400],
      [10, 9],
      [700, 700],
      [3, 2, 4],
    ]);
    expect(seen?.matched).toBe(true);
  });

  it('of a whole orchestration adds its platforms up, and acts on all of them', () => {
    const whole = rule(1, {
      scope: { level: 'orchestration' },
      when: { metric: 'clicks', op: '>=', value: { count: 4_200 } },
    });
    expect(evaluate([whole]).actions).toEqual([
      expect.objectContaining({ platform: null, command: { type: 'pause', platforms: ['meta', 'google', 'tiktok'] } }),
    ]);
  });

  it('leaves alone what is in another currency, of another orchestration, not on a platform, or over', () => {
    expect(verdicts([rule(1, { ...meta, currency: 'EUR' })])).toEqual(['meta other-currency']);
    expect(
      evaluate([rule(1, {}, { orchestrationId: '7a1d9c42-8e0b-4f6d-b3a7-1c5e2f90ab32' as never })]).evaluations,
    ).toEqual([]);
    expect(evaluate([rule(1, meta)], { parts: [part('meta', { status: 'failed' })] }).evaluations).toEqual([]);
    expect(evaluate([rule(1)], { status: 'completed' }).evaluations).toEqual([]);
  });
});

describe('a requirement holds an action back', () => {
  it.each([
    [{ impressions: 70_001 }, 'It has 70000 impressions in the last 7 days; at least 70001 are required'],
    [{ clicks: 1_401 }, 'It has 1400 clicks in the last 7 days; at least 1401 are required'],
    [{ conversions: 71 }, 'It has 70 conversions in the last 7 days; at least 71 are required'],
    [{ spend: 701 }, 'It has 700 spend in the last 7 days; at least 701 are required'],
    [{ maturity: 0.95 }, 'About 94 % of its conversions have been reported; 95 % are required'],
    [{ data_age_minutes: 10 }, 'Its results were read 15 minutes ago; at most 10 are allowed'],
  ])('when %j is not fulfilled', (required, detail) => {
    const asked = rule(1, { ...meta, require: required, currency: 'USD' });
    expect(firstVerdict([asked])).toMatchObject({ hold: 'requirements', detail });
  });

  it('but not when all of it is', () => {
    const required = {
      impressions: 70_000,
      clicks: 1_400,
      conversions: 70,
      spend: 700,
      maturity: 0.9,
      data_age_minutes: 15,
    };
    expect(verdicts([rule(1, { ...meta, require: required, currency: 'USD' })])).toEqual(['meta pause']);
  });
});

describe('a guard holds an action back', () => {
  const paused = done(evaluate([rule(1, meta)]).actions);
  const earlier = (hours: number, of = paused) => of.map((action) => ({ ...action, at: hoursAgo(hours) }));

  it('while the rule cools down at that entity, and only there', () => {
    const cooling = rule(1, {
      scope: { platforms: ['meta', 'google'] },
      guards: { cooldown_hours: 12, most_actions_per_entity_and_day: 9 },
    });
    expect(verdicts([cooling], { actions: earlier(11) })).toEqual(['meta cooldown', 'google pause']);
    expect(verdicts([cooling], { actions: earlier(12) })).toEqual(['meta pause', 'google pause']);
  });

  it('when it has acted there often enough today', () => {
    const often = rule(1, { ...meta, guards: { cooldown_hours: 0, most_actions_per_entity_and_day: 1 } });
    expect(verdicts([often], { actions: earlier(3) })).toEqual(['meta entity-cap']);
    expect(verdicts([often], { actions: earlier(13) })).toEqual(['meta pause']);
  });

  it('when it has acted often enough today in all its orchestrations together, this tick included', () => {
    const written = { actions: [{ ...lower, funding: 'total' as const }], guards: { most_actions_per_day: 5 } };
    const actionsToday = { [idOf(1)]: 3 };
    expect(verdicts([rule(1, written)], { actionsToday })).toEqual([
      'meta decrease',
      'google decrease',
      'tiktok rule-cap',
    ]);
    const pausing = rule(1, { guards: { most_actions_per_day: 4 } });
    expect(verdicts([pausing], { actionsToday })).toEqual(['meta pause', 'google pause', 'tiktok pause']);
  });

  it('after a person has changed it, or has taken back what a rule did', () => {
    const changes = [{ at: hoursAgo(5), platform: 'google', kind: 'budget', by: 'person' }] as const;
    expect(verdicts([rule(1)], { changes })).toEqual(['meta pause', 'google hands-off', 'tiktok pause']);
    const all = [{ at: hoursAgo(5), platform: null, kind: 'budget', by: 'person' }] as const;
    expect(verdicts([rule(1)], { changes: all })).toEqual(['meta hands-off', 'google hands-off', 'tiktok hands-off']);
    expect(verdicts([rule(1, { ...meta, guards: { hands_off_hours: 5 } })], { changes: all })).toEqual(['meta pause']);
    const byRule = [{ at: hoursAgo(5), platform: null, kind: 'budget', by: 'rule' }] as const;
    expect(verdicts([rule(1, meta)], { changes: byRule })).toEqual(['meta pause']);
    const undone = earlier(30).map((action) => ({ ...action, undoneAt: hoursAgo(1) }));
    expect(verdicts([rule(2, meta)], { actions: undone })).toEqual(['meta hands-off']);
  });

  it('while another command has not taken effect, or a run changes the campaigns', () => {
    const pending = earlier(2).map((action) => ({ ...action, outcome: 'pending' as const }));
    expect(verdicts([rule(2)], { actions: pending })).toEqual(['meta pending-command', 'google pause', 'tiktok pause']);
    expect(verdicts([rule(1, meta)], { busy: { lifecycle: true, sync: false } })).toEqual(['meta pending-command']);
    expect(verdicts([rule(1, meta)], { busy: { lifecycle: false, sync: true } })).toEqual(['meta pause']);
  });

  it('but a refused action cools nothing down', () => {
    const refused = earlier(1).map((action) => ({ ...action, outcome: 'refused' as const }));
    expect(verdicts([rule(1, meta)], { actions: refused })).toEqual(['meta pause']);
  });

  it('of a message too: it is not sent at every tick', () => {
    const telling = rule(1, { ...meta, actions: [{ action: 'notify', message: 'Look at Meta' }] });
    const { actions } = evaluate([telling]);
    expect(actions).toMatchObject([{ class: 'notify', command: { type: 'notify', message: 'Look at Meta' } }]);
    expect(verdicts([telling], { actions: done(actions) })).toEqual(['meta cooldown']);
  });
});

describe('of a budget', () => {
  const change = (action: object, guards = {}) =>
    rule(
      1,
      {
        ...meta,
        actions: [{ ...raise, ...action }],
        guards: { most_daily_change_percent: 100, ...guards },
        currency: 'USD',
      },
      scaling,
    );
  const parts = [
    part('meta'),
    part('google', { budgetMicros: units(3_000) }),
    part('tiktok', { budgetMicros: units(1_000) }),
  ];
  const after = (...asked: Parameters<typeof evaluate>) => {
    const command = firstVerdict(...asked)?.command;
    return command?.type === 'change-budget' ? command : undefined;
  };

  it('others give in proportion to what they have, to the cent, and the sum stays', () => {
    expect(after([change({ by_percent: undefined, by_amount: 0.1 })], { parts })).toEqual({
      ...{ type: 'change-budget', beforeTotalMicros: units(6_000), afterTotalMicros: units(6_000) },
      parts: [
        { platform: 'meta', beforeMicros: units(2_000), afterMicros: units(2_000.1) },
        { platform: 'google', beforeMicros: units(3_000), afterMicros: units(2_999.92) },
        { platform: 'tiktok', beforeMicros: units(1_000), afterMicros: units(999.98) },
      ],
    });
  });

  it('others give no more than they may, and nothing while they are left alone', () => {
    const poor = [
      part('meta'),
      part('google', { spentMicros: units(1_950) }),
      part('tiktok', { spentMicros: units(1_900) }),
    ];
    expect(firstVerdict([change({ by_percent: 20 })], { parts: poor })).toMatchObject({
      hold: null,
      detail: 'Raised by 150.00 USD to 2150.00 USD instead of 400.00 USD: the other platforms can give no more',
      command: {
        parts: [
          { platform: 'meta', afterMicros: units(2_150) },
          { platform: 'google', afterMicros: units(1_950) },
          { platform: 'tiktok', afterMicros: units(1_900) },
        ],
      },
    });
    const changes = (['google', 'tiktok'] as const).map(
      (platform) => ({ at: hoursAgo(1), platform, kind: 'budget', by: 'person' }) as const,
    );
    expect(firstVerdict([change({})], { parts, changes })).toMatchObject({ hold: 'not-possible' });
  });

  it('what one gives up goes to the others that run', () => {
    const lowering = rule(1, { ...meta, actions: [lower] });
    const paused = [part('meta'), part('google'), part('tiktok', { status: 'paused' })];
    expect(after([lowering], { parts: paused })?.parts).toEqual([
      { platform: 'meta', beforeMicros: units(2_000), afterMicros: units(1_800) },
      { platform: 'google', beforeMicros: units(2_000), afterMicros: units(2_200) },
    ]);
  });

  it('the total gives as far as it may', () => {
    const action = { funding: 'total', by_percent: 20 } as const;
    expect(after([change(action)])).toMatchObject({
      afterTotalMicros: units(6_400),
      parts: [{ platform: 'meta', afterMicros: units(2_400) }],
    });
    expect(firstVerdict([change({ ...action, most_total: 6_150 })])).toMatchObject({
      detail: 'Raised by 150.00 USD to 2150.00 USD instead of 400.00 USD: the total may be 6150.00 USD at most',
      command: { afterTotalMicros: units(6_150) },
    });
    expect(firstVerdict([change({ ...action, most_total: 6_000 })])).toMatchObject({ hold: 'nothing-to-do' });
  });

  it('the total of an orchestration moves all parts in proportion', () => {
    const whole = rule(
      1,
      { scope: { level: 'orchestration' }, actions: [{ ...raise, by_percent: 10, funding: 'total' }] },
      scaling,
    );
    expect(after([whole], { parts })).toMatchObject({
      afterTotalMicros: units(6_600),
      parts: [{ afterMicros: units(2_200) }, { afterMicros: units(3_300) }, { afterMicros: units(1_100) }],
    });
  });

  it('one action moves a part by at most its limit, which is said', () => {
    expect(firstVerdict([change({ by_percent: 60, funding: 'total' }, { most_change_percent: 25 })])).toMatchObject({
      detail: 'Raised by 500.00 USD to 2500.00 USD instead of 1200.00 USD: a part moves by at most 25 % at once',
    });
  });

  it('all rules together move a part by at most the limit of the day', () => {
    const moved = evaluate([change({ by_percent: 30, funding: 'total' })]).actions;
    const actions = done(moved).map((action) => ({ ...action, at: hoursAgo(3) }));
    const raised = [
      part('meta', { budgetMicros: units(2_600), dayBeganMicros: units(2_000) }),
      part('google'),
      part('tiktok'),
    ];
    const second = rule(
      2,
      { ...meta, actions: [{ ...raise, by_percent: 30, funding: 'total' }], guards: { most_daily_change_percent: 50 } },
      scaling,
    );
    expect(firstVerdict([second], { parts: raised, actions })).toMatchObject({
      detail:
        'Raised by 400.00 USD to 3000.00 USD instead of 780.00 USD: all rules together move a part by at most 50 % in a day',
    });
    const full = rule(
      2,
      { ...meta, actions: [{ ...raise, funding: 'total' }], guards: { most_daily_change_percent: 30 } },
      scaling,
    );
    expect(firstVerdict([full], { parts: raised, actions })).toMatchObject({ hold: 'daily-change-limit' });
    const yesterday = actions.map((action) => ({ ...action, at: hoursAgo(13) }));
    expect(firstVerdict([full], { parts: raised, actions: yesterday })).toMatchObject({ hold: null });
  });

  it('nothing goes below what is spent, nor the wrong way to get within its bounds', () => {
    const lowering = (action: object) =>
      rule(1, { ...meta, actions: [{ ...lower, funding: 'total', ...action }], currency: 'USD' });
    const spent = [part('meta', { spentMicros: units(1_900) }), part('google')];
    expect(after([lowering({ by_percent: -20 })], { parts: spent })?.parts).toMatchObject([
      { afterMicros: units(1_900) },
    ]);
    const over = [part('meta', { spentMicros: units(2_100) }), part('google')];
    expect(firstVerdict([lowering({})], { parts: over })).toMatchObject({ hold: 'not-possible' });
    expect(firstVerdict([lowering({ least: 2_500 })])).toMatchObject({ hold: 'nothing-to-do' });
    expect(firstVerdict([change({ most: 1_500 })])).toMatchObject({ hold: 'nothing-to-do' });
    expect(firstVerdict([change({ most: 2_100, by_percent: 20 })])).toMatchObject({
      command: {
        parts: expect.arrayContaining([expect.objectContaining({ platform: 'meta', afterMicros: units(2_100) })]),
      },
    });
  });

  it('a change below the smallest unit of the currency is none', () => {
    const yen = { parts: [part('meta', { budgetMicros: units(9) }), part('google')], currency: 'JPY' };
    const raising = rule(1, { ...meta, actions: [raise] }, scaling);
    expect(firstVerdict([raising], yen)).toMatchObject({
      hold: 'nothing-to-do',
      detail: 'The change is less than 1 JPY',
    });
  });

  it('a paused platform is not raised', () => {
    expect(firstVerdict([change({})], { parts: [part('meta', { status: 'paused' }), part('google')] })).toMatchObject({
      hold: 'not-possible',
    });
  });

  it('is split anew by an optimization, which moves no part further than the guards allow', () => {
    const splitting = rule(
      1,
      {
        scope: { level: 'orchestration' },
        actions: [{ action: 'reallocate', most_change_percent: 40 }],
        guards: { most_change_percent: 30 },
      },
      { content: { ruleType: 'budget_reallocation' } },
    );
    expect(evaluate([splitting]).actions).toMatchObject([
      {
        command: {
          type: 'optimize',
          mostChangePercent: 30,
          sinceDays: 14,
          parts: [{ platform: 'meta', beforeMicros: units(2_000) }, {}, {}],
        },
      },
    ]);
    const moved = done(evaluate([change({ by_percent: 30, funding: 'total' })]).actions).map((action) => ({
      ...action,
      at: hoursAgo(3),
    }));
    expect(evaluate([splitting], { actions: moved }).actions).toMatchObject([{ command: { mostChangePercent: 20 } }]);
    expect(verdicts([splitting], { busy: { lifecycle: false, sync: true } })).toEqual(['all pending-command']);
    expect(verdicts([splitting], { parts: [part('meta')] })).toEqual(['all not-possible']);
  });
});

describe('pausing and resuming', () => {
  const resuming = rule(1, { ...meta, actions: [{ action: 'resume' }] }, scaling);
  const paused = { parts: [part('meta', { status: 'paused' }), part('google')] };

  it('does nothing where it is so already', () => {
    expect(verdicts([rule(1, meta)], paused)).toEqual(['meta nothing-to-do']);
    expect(verdicts([resuming])).toEqual(['meta nothing-to-do']);
  });

  it('resumes what may still spend', () => {
    expect(evaluate([resuming], paused).actions).toMatchObject([
      { class: 'start', command: { type: 'resume', platforms: ['meta'] } },
    ]);
    expect(verdicts([resuming], { ...paused, isSpent: true })).toEqual(['meta not-possible']);
    expect(verdicts([resuming], { ...paused, flightEndAt: now })).toEqual(['meta not-possible']);
  });
});

describe('rotating creatives', () => {
  const creative = (creativeId: string, changes: object = {}) =>
    ({
      creativeId,
      isResting: false,
      restingSince: null,
      shownSince: daysAgo(9),
      fatigue: 'healthy',
      ...changes,
    }) as const;
  const resting = (creativeId: string, days: number) =>
    creative(creativeId, { isResting: true, restingSince: daysAgo(days), shownSince: null });
  const rotating = rule(
    1,
    { ...meta, actions: [{ action: 'rotate_creative' }] },
    { content: { ruleType: 'creative_rotation' } },
  );
  const rotated = (creatives: readonly ReturnType<typeof creative>[]) =>
    firstVerdict([rotating], { parts: [part('meta', { creatives })] });

  it('shows what has rested longest and rests what is most worn', () => {
    const command = { type: 'rotate', rotations: [{ platform: 'meta', show: ['d'], rest: ['b'] }] };
    expect(
      rotated([creative('a'), creative('b', { fatigue: 'fatigued' }), resting('c', 3), resting('d', 8)]),
    ).toMatchObject({ command });
  });

  it('of two equally worn ones rests what has been shown for longer', () => {
    expect(rotated([creative('a', { shownSince: daysAgo(2) }), creative('b'), resting('c', 3)])).toMatchObject({
      command: { rotations: [{ show: ['c'], rest: ['b'] }] },
    });
  });

  it('rests one while all are shown, and leaves one that is alone', () => {
    expect(rotated([creative('a'), creative('b', { fatigue: 'fatiguing' })])).toMatchObject({
      command: { rotations: [{ show: [], rest: ['b'] }] },
    });
    expect(rotated([creative('a')])).toMatchObject({ hold: 'not-possible' });
  });
});

describe('what a rule pauses, resumes or rotates on several platforms', () => {
  it('is one action, which counts for each of them', () => {
    const { actions, evaluations } = evaluate([rule(1)]);
    expect(actions).toMatchObject([
      { platform: null, command: { type: 'pause', platforms: ['meta', 'google', 'tiktok'] } },
    ]);
    const ids = evaluations.flatMap(({ verdicts: all }) => all.map(({ actionId }) => actionId));
    expect(ids).toEqual(Array.from({ length: 3 }, () => actions[0]?.actionId));
    const resumed = [part('meta'), part('google'), part('snapchat')];
    expect(verdicts([rule(1)], { actions: done(actions), parts: resumed })).toEqual([
      'meta cooldown',
      'google cooldown',
      'snapchat pause',
    ]);
  });

  it('is an action each, where one run looks at many orchestrations', () => {
    const ids = [campaign, otherCampaign].map((orchestrationId) => {
      const { actions } = evaluate([rule(1, meta, { orchestrationId: null })], { orchestrationId });
      return actions[0]?.actionId;
    });
    expect(ids[0]).toBeDefined();
    expect(ids[0]).not.toBe(ids[1]);
  });

  it('is an action each, where rules differ', () => {
    const { actions } = evaluate([rule(1, meta), rule(2, { scope: { platforms: ['google'] } })]);
    expect(actions.map(({ platform }) => platform)).toEqual(['meta', 'google']);
  });
});

describe('of actions that meet at an entity', () => {
  const [winner, loser] = [idOf(1), idOf(2)];
  const raising = (number: number, changes: object = {}) =>
    rule(number, { ...meta, actions: [{ ...raise, funding: 'total' }] }, { ...scaling, ...changes });

  it('the safer goes first: a pause before a decrease before an increase', () => {
    const rules = [raising(1), rule(2, { ...meta, actions: [lower] }), rule(3, meta)];
    expect(
      evaluate(rules).evaluations.map(({ verdicts: [verdict] }) => [verdict?.hold, verdict?.suppressedBy]),
    ).toEqual([
      ['suppressed', idOf(3)],
      ['suppressed', idOf(3)],
      [null, null],
    ]);
    expect(verdicts(rules.slice(0, 2))).toEqual(['meta suppressed', 'meta decrease']);
  });

  it('the pause of a critical rule is a matter of safety', () => {
    const rules = [
      rule(1, meta, { content: { priority: 'high' } }),
      rule(2, meta, { content: { priority: 'critical' } }),
    ];
    expect(verdicts(rules)).toEqual(['meta suppressed', 'meta safety']);
  });

  it.each([
    ['the higher priority', raising(2, { content: { ruleType: 'scale_winners', priority: 'high' } }), raising(1)],
    [
      'the rule of the orchestration before that of the organisation',
      raising(2),
      raising(1, { orchestrationId: null }),
    ],
    ['the older rule', raising(2, { createdAt: '2026-10-01T00:00:00.000Z' }), raising(1)],
    ['the lower id of two of one age', raising(1, { createdAt: now }), raising(2, { createdAt: now })],
  ])('else %s goes first', (_, first, second) => {
    const { actions, evaluations } = evaluate([second, first]);
    expect(actions.map(({ ruleId }) => ruleId)).toEqual([first.ruleId]);
    expect(evaluations.find(({ ruleId }) => ruleId === second.ruleId)?.verdicts).toMatchObject([
      { hold: 'suppressed', suppressedBy: first.ruleId },
    ]);
  });

  it('also with what another rule did there within the last ten minutes, unless this is safer', () => {
    const minutesAgo = (minutes: number) =>
      done(evaluate([rule(1, { ...meta, actions: [lower] })]).actions).map((action) => ({
        ...action,
        at: hoursAgo(minutes / 60),
      }));
    expect(firstVerdict([raising(2)], { actions: minutesAgo(9) })).toMatchObject({
      hold: 'suppressed',
      suppressedBy: winner,
    });
    expect(firstVerdict([raising(2)], { actions: minutesAgo(10) })).toMatchObject({ hold: null });
    expect(firstVerdict([rule(2, meta)], { actions: minutesAgo(9) })).toMatchObject({ hold: null, class: 'pause' });
  });

  it('whoever gives to another is touched too: it is not raised in the same tick', () => {
    const rules = [
      rule(1, { ...meta, actions: [raise] }, scaling),
      rule(2, { scope: { platforms: ['google'] }, actions: [lower] }),
    ];
    const { actions } = evaluate(rules);
    expect(actions.map(({ ruleId }) => ruleId)).toEqual([loser]);
    const both = evaluate([rule(1, { actions: [raise] }, scaling)], { parts: [part('meta'), part('google')] });
    expect(both.actions).toEqual([]);
    expect(both.evaluations.map(({ verdicts: [verdict] }) => verdict?.hold)).toEqual(['not-possible', 'not-possible']);
  });

  it('several actions of one rule belong together', () => {
    const both = rule(1, {
      ...meta,
      actions: [{ action: 'pause' }, { ...lower, funding: 'total' }, { action: 'notify', message: 'Look' }],
    });
    expect(verdicts([both])).toEqual(['meta pause', 'meta decrease', 'meta notify']);
  });
});

describe('the three rules of a brand-awareness campaign', () => {
  const rules = brandAwarenessRules('USD').map((content, index) => ({ ...rule(index + 1), content }));
  const shown = (creativeId: string) =>
    ({ creativeId, isResting: false, restingSince: null, shownSince: daysAgo(7), fatigue: 'healthy' }) as const;

  it('scale what is clicked on, pause what is dear, and rotate creatives after a week', () => {
    const parts = [
      part('meta', { days: lastDays(7, { clicks: 400 }) }),
      part('google', { days: cheap(200) }),
      part('tiktok', { creatives: [shown('a'), shown('b')] }),
    ];
    expect(evaluate(rules, { parts }).actions.map(({ platform, command: { type } }) => [platform, type])).toEqual([
      ['google', 'pause'],
      ['tiktok', 'rotate'],
      ['meta', 'change-budget'],
    ]);
    expect(evaluate(rules, { parts }).actions.at(-1)?.command).toMatchObject({
      parts: [
        { platform: 'meta', afterMicros: units(2_400) },
        { platform: 'google', afterMicros: units(1_800) },
        { platform: 'tiktok', afterMicros: units(1_800) },
      ],
    });
  });

  it('do nothing at the threshold itself, before the week is over, or with too few impressions', () => {
    const young = { ...shown('a'), shownSince: daysAgo(6.9) };
    const parts = [
      part('meta', { days: lastDays(7, { clicks: 300 }) }),
      part('google', { days: cheap(150) }),
      part('tiktok', { creatives: [young, { ...young, creativeId: 'b' }] }),
      part('snapchat', { days: [day('2026-11-24', { impressions: 999, clicks: 500, spendMicros: units(900) })] }),
    ];
    expect(evaluate(rules, { parts }).actions).toEqual([]);
  });
});

it('looking at five platforms under a hundred rules takes less than five milliseconds', () => {
  const parts = (['meta', 'google', 'tiktok', 'linkedin', 'twitter'] as const).map((platform) => part(platform));
  const when = {
    all: [
      { metric: 'cpm', op: '>', value: { money: 15 } },
      { metric: 'ctr', op: '<', value: { baseline: { last_days: 28 } } },
    ],
  } as const;
  const rules = Array.from({ length: 100 }, (_, index) =>
    rule(index, { when: { all: [...when.all] }, require: { maturity: 0.5 }, currency: 'USD' }),
  );
  const milliseconds = (): number => {
    const before = process.cpuUsage();
    for (let time = 0; time < 50; time += 1) evaluate(rules, { parts });
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000 / 50;
  };
  expect(evaluate(rules, { parts }).evaluations).toHaveLength(500);
  // The first rounds are those of the compiler.
  expect(Math.min(...Array.from({ length: 5 }, milliseconds))).toBeLessThan(5);
});
