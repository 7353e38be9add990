import {
  type ConflictPolicy,
  conflictPolicy,
  type DifferenceClass,
  type FieldState,
  type SyncDirection,
  syncDirection,
} from '@campaigns/contracts';
import { describe, expect, it } from '@jest/globals';
import type { Likeness, Sides } from './difference.ts';
import { fieldState } from './field-state.ts';

const values = ['A', 'B', 'C'] as const;
type Value = (typeof values)[number];

/** Every way in which what is meant, what was last applied and what the platform shows can lie to each other. */
const combinations = values.flatMap((desired) =>
  values.flatMap((lastApplied) => values.map((observed) => ({ desired, lastApplied, observed }))),
);
const rules = conflictPolicy.options.flatMap((policy) =>
  syncDirection.options.map((direction) => ({ policy, direction })),
);

/** The same question asked in another way: who has moved away from where both stood last. */
const classByMoves = (desired: Value, lastApplied: Value, observed: Value): DifferenceClass => {
  const [weMoved, theyMoved] = [desired !== lastApplied, observed !== lastApplied];
  if (!weMoved && !theyMoved) return 'in_sync';
  if (weMoved && theyMoved) return desired === observed ? 'in_sync' : 'conflict';
  return weMoved ? 'ours_pending' : 'changed_outside';
};

/** Written out by hand, one line for each class and policy: what a push, a pull and both ways do. */
const actions: Readonly<Record<string, Readonly<Record<SyncDirection, FieldState['action']>>>> = {
  'ours_pending ours': { push: 'pushed', pull: 'reported', bidirectional: 'pushed' },
  'ours_pending theirs': { push: 'pushed', pull: 'reported', bidirectional: 'pushed' },
  'ours_pending report': { push: 'pushed', pull: 'reported', bidirectional: 'pushed' },
  'ours_pending freeze': { push: 'held', pull: 'held', bidirectional: 'held' },
  'changed_outside ours': { push: 'pushed', pull: 'reported', bidirectional: 'pushed' },
  'changed_outside theirs': { push: 'reported', pull: 'adopted', bidirectional: 'adopted' },
  'changed_outside report': { push: 'reported', pull: 'reported', bidirectional: 'reported' },
  'changed_outside freeze': { push: 'held', pull: 'held', bidirectional: 'held' },
  'conflict ours': { push: 'pushed', pull: 'reported', bidirectional: 'pushed' },
  'conflict theirs': { push: 'reported', pull: 'adopted', bidirectional: 'adopted' },
  'conflict report': { push: 'reported', pull: 'reported', bidirectional: 'reported' },
  'conflict freeze': { push: 'held', pull: 'held', bidirectional: 'held' },
};

const showing =
  (observed: string, otherwise: Likeness = 'different') =>
  (ours: string): Likeness =>
    ours === observed ? 'same' : otherwise;

const stateOf = (
  sides: Sides<string>,
  { policy, direction }: Readonly<{ policy: ConflictPolicy; direction: SyncDirection }>,
  more: Partial<Parameters<typeof fieldState<string>>[0]> = {},
): FieldState =>
  fieldState(
    { field: 'name', path: 'name', sides, shown: { desired: null, lastApplied: null, observed: null }, ...more },
    { policy: { name: policy }, direction },
  );

describe.each(combinations)('desired $desired, last applied $lastApplied, observed $observed', (each) => {
  const { desired, lastApplied, observed } = each;
  const sides = { desired, lastApplied, observed: showing(observed) };
  const expected = classByMoves(desired, lastApplied, observed);

  it.each(rules)(`is ${expected} and comes to the right thing by $policy in direction $direction`, (rule) => {
    const { difference, action, note } = stateOf(sides, rule);
    expect(difference).toBe(expected);
    expect(action).toBe(actions[`${expected} ${rule.policy}`]?.[rule.direction] ?? 'none');
    const wasAskedFor = action !== 'reported' || (rule.policy === 'report' && expected !== 'ours_pending');
    expect(note === null).toBe(wasAskedFor);
  });

  it.each(rules)('is never adopted by a push, and never pushed by a pull: $policy, $direction', (rule) => {
    const forbidden = { push: 'adopted', pull: 'pushed', bidirectional: 'neither' }[rule.direction];
    expect(stateOf(sides, rule).action).not.toBe(forbidden);
  });

  it('is touched by nobody while it is frozen', () => {
    for (const direction of syncDirection.options) {
      expect(['none', 'held']).toContain(stateOf(sides, { policy: 'freeze', direction }).action);
    }
  });
});

describe('A field', () => {
  const both = { policy: 'ours', direction: 'bidirectional' } as const;

  it('of which nothing was ever confirmed is a conflict where both sides differ, because either may have moved', () => {
    const sides = { desired: 'A', lastApplied: undefined, observed: showing('B') };
    expect(stateOf(sides, both)).toMatchObject({ difference: 'conflict', action: 'pushed' });
    expect(stateOf({ ...sides, observed: showing('A') }, both).difference).toBe('in_sync');
  });

  it('that the platform writes in its own way is normalised and left alone', () => {
    const sides = { desired: 'A', lastApplied: 'A', observed: () => 'equivalent' as const };
    for (const rule of rules) {
      expect(stateOf(sides, rule)).toMatchObject({ difference: 'normalised', action: 'none', note: null });
    }
  });

  it('that the platform shows as it wrote what was applied before is ours that is pending', () => {
    const sides = {
      desired: 'A',
      lastApplied: 'B',
      observed: (ours: string) => (ours === 'B' ? 'equivalent' : 'different') as Likeness,
    };
    expect(stateOf(sides, both)).toMatchObject({ difference: 'ours_pending', action: 'pushed' });
  });

  it('whose form of ours is outdated on the platform is ours that is pending, because nobody changed it there', () => {
    const sides = { desired: 'A', lastApplied: 'A', observed: () => 'outdated' as const };
    for (const policy of ['ours', 'theirs', 'report'] as const) {
      expect(stateOf(sides, { ...both, policy })).toMatchObject({ difference: 'ours_pending', action: 'pushed' });
    }
  });

  it('that nobody could look at is unreviewed, is left alone, and says why', () => {
    const sides = { desired: 'A', lastApplied: 'A', observed: undefined };
    for (const rule of rules) {
      expect(stateOf(sides, rule, { unseen: 'the platform does not tell' })).toMatchObject({
        ...{ difference: 'unreviewed', action: 'none', note: 'the platform does not tell' },
      });
    }
  });

  it('that must not be written there, or taken over from there, is reported with the reason', () => {
    const sides = { desired: 'A', lastApplied: 'A', observed: showing('B') };
    const bars = { push: 'a sync starts nothing', adopt: 'it cannot be computed' };
    expect(stateOf(sides, both, { bars })).toMatchObject({ action: 'reported', note: bars.push });
    expect(stateOf(sides, { ...both, policy: 'theirs' }, { bars })).toMatchObject({
      action: 'reported',
      note: bars.adopt,
    });
    expect(stateOf(sides, { ...both, policy: 'freeze' }, { bars })).toMatchObject({ action: 'held', note: null });
  });

  it('that the policy does not name is ours', () => {
    const sides = { desired: 'A', lastApplied: 'A', observed: showing('B') };
    const shown = { desired: 'A', lastApplied: 'A', observed: 'B' };
    const state = fieldState(
      { field: 'budget', path: 'daily_budget', sides, shown },
      { policy: { name: 'freeze' }, direction: 'push' },
    );
    expect(state).toEqual({
      ...{ field: 'budget', path: 'daily_budget', ...shown },
      ...{ difference: 'changed_outside', policy: 'ours', action: 'pushed', note: null },
    });
  });
});
