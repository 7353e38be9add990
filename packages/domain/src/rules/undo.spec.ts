import type { RuleCommand } from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';
import { idOf, now, part, run, snapshot, units } from './testing/samples.ts';
import type { PastAction, RuleSnapshot } from './types.ts';
import { undoOf } from './undo.ts';

const action = (command: RuleCommand, changes: Partial<PastAction> = {}): PastAction => ({
  ...{ actionId: run as never, ruleId: idOf(1), runId: run, platform: 'meta', class: 'other', command, at: now },
  ...{ outcome: 'done', undoneAt: null },
  ...changes,
});
const undo = (command: RuleCommand, changes: Partial<RuleSnapshot> = {}, of: Partial<PastAction> = {}) =>
  undoOf(action(command, of), snapshot(changes));

const moved: RuleCommand = {
  ...{ type: 'change-budget', beforeTotalMicros: units(6_000), afterTotalMicros: units(6_000) },
  parts: [
    { platform: 'meta', beforeMicros: units(2_000), afterMicros: units(2_200) },
    { platform: 'google', beforeMicros: units(2_000), afterMicros: units(1_800) },
  ],
};
const after = [
  part('meta', { budgetMicros: units(2_200) }),
  part('google', { budgetMicros: units(1_800) }),
  part('tiktok'),
];

describe('an action is taken back', () => {
  it('by the opposite command, as long as what it left behind is still there', () => {
    expect(undo({ type: 'pause', platforms: ['meta'] }, { parts: [part('meta', { status: 'paused' })] })).toEqual({
      ...{ outcome: 'command', command: { type: 'resume', platforms: ['meta'] } },
    });
    expect(undo({ type: 'resume', platforms: ['meta'] })).toEqual({
      ...{ outcome: 'command', command: { type: 'pause', platforms: ['meta'] } },
    });
    expect(undo(moved, { parts: after })).toEqual({
      outcome: 'command',
      command: {
        ...{ type: 'change-budget', beforeTotalMicros: units(6_000), afterTotalMicros: units(6_000) },
        parts: [
          { platform: 'meta', beforeMicros: units(2_200), afterMicros: units(2_000) },
          { platform: 'google', beforeMicros: units(1_800), afterMicros: units(2_000) },
        ],
      },
    });
  });

  it('with the total, where that was moved; else within the total as it is now', () => {
    const raised: RuleCommand = {
      ...{ type: 'change-budget', beforeTotalMicros: units(6_000), afterTotalMicros: units(6_200) },
      parts: [{ platform: 'meta', beforeMicros: units(2_000), afterMicros: units(2_200) }],
    };
    const parts = [part('meta', { budgetMicros: units(2_200) }), part('google'), part('tiktok')];
    expect(undo(raised, { parts })).toMatchObject({
      command: { beforeTotalMicros: units(6_200), afterTotalMicros: units(6_000) },
    });
    expect(undo(moved, { parts: after, totalMicros: units(7_000) })).toMatchObject({
      command: { beforeTotalMicros: units(7_000), afterTotalMicros: units(7_000) },
    });
    expect(undo(raised, { parts, totalMicros: units(7_000) })).toEqual({
      ...{
        outcome: 'conflict',
        conflicts: [{ what: 'total', before: units(6_000), after: units(6_200), now: units(7_000) }],
      },
    });
  });

  it('of an optimization, by what it came to', () => {
    const command: RuleCommand = { type: 'optimize', mostChangePercent: 20, sinceDays: 14, parts: moved.parts };
    const applied = [
      { platform: 'meta', amountMicros: units(2_200) },
      { platform: 'google', amountMicros: units(1_800) },
    ] as const;
    expect(undoOf(action(command), snapshot({ parts: after }), applied)).toMatchObject({
      command: {
        type: 'change-budget',
        parts: [{ platform: 'meta', afterMicros: units(2_000) }, { afterMicros: units(2_000) }],
      },
    });
    expect(undoOf(action(command), snapshot({ parts: after }))).toMatchObject({ outcome: 'not-undoable' });
  });

  it('of a rotation, by rotating back', () => {
    const creative = (creativeId: string, isResting: boolean) =>
      ({ creativeId, isResting, restingSince: null, shownSince: null, fatigue: 'healthy' }) as const;
    const rotated: RuleCommand = { type: 'rotate', rotations: [{ platform: 'meta', show: ['a'], rest: ['b'] }] };
    const parts = (isResting: boolean) => [
      part('meta', { creatives: [creative('a', false), creative('b', isResting)] }),
    ];
    expect(undo(rotated, { parts: parts(true) })).toEqual({
      ...{
        outcome: 'command',
        command: { type: 'rotate', rotations: [{ platform: 'meta', show: ['b'], rest: ['a'] }] },
      },
    });
    expect(undo(rotated, { parts: parts(false) })).toEqual({
      ...{
        outcome: 'conflict',
        conflicts: [{ what: 'meta.creative.b', before: 'shown', after: 'resting', now: 'shown' }],
      },
    });
  });
});

describe('an action is not taken back', () => {
  it('when somebody has changed since what it changed: the three values are shown', () => {
    const parts = [part('meta', { budgetMicros: units(2_500) }), ...after.slice(1)];
    expect(undo(moved, { parts })).toEqual({
      outcome: 'conflict',
      conflicts: [{ what: 'meta.budget', before: units(2_000), after: units(2_200), now: units(2_500) }],
    });
    expect(undo({ type: 'pause', platforms: ['meta'] })).toEqual({
      ...{
        outcome: 'conflict',
        conflicts: [{ what: 'meta.status', before: 'active', after: 'paused', now: 'active' }],
      },
    });
  });

  it('when more has been spent since than would be left', () => {
    const parts = [part('meta', { budgetMicros: units(2_200), spentMicros: units(2_100) }), ...after.slice(1)];
    expect(undo(moved, { parts })).toEqual({
      outcome: 'not-undoable',
      why: 'meta has spent 2100.00 USD, which is more than it would have',
    });
  });

  it('when it was refused, has not taken effect, was taken back or is a message', () => {
    const whys = [
      undo(moved, { parts: after }, { outcome: 'refused' }),
      undo(moved, { parts: after }, { outcome: 'pending' }),
      undo(moved, { parts: after }, { undoneAt: now }),
      undo({ type: 'notify', message: 'Look' }),
    ];
    expect(whys.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 4 }, () => 'not-undoable'));
  });
});
