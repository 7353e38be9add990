import type { MappingStatus, Platform, RuleCommand } from '@campaigns/contracts';
import { assertNever } from '@campaigns/event-sourcing';
import { floorOf, inWords } from './moves.ts';
import type { PastAction, RuleSnapshot } from './types.ts';

/** A value that somebody else has changed since: as it was, as the action left it, as it is. */
export type UndoConflict = Readonly<{
  /** Such as `meta.budget`, `total`, `google.status`, `tiktok.creative.{creativeId}`. Budgets are micros. */
  what: string;
  before: number | string;
  after: number | string;
  now: number | string | null;
}>;

export type UndoAnswer =
  | Readonly<{ outcome: 'command'; command: RuleCommand }>
  | Readonly<{ outcome: 'conflict'; conflicts: readonly UndoConflict[] }>
  /** It cannot be taken back at all, and why in words. */
  | Readonly<{ outcome: 'not-undoable'; why: string }>;

/** What an optimization came to: the split that it has applied, from `BudgetChanged`. */
export type AppliedSplit = readonly Readonly<{ platform: Platform; amountMicros: number }>[];

const refused = (why: string): UndoAnswer => ({ outcome: 'not-undoable', why });

const answer = (conflicts: readonly UndoConflict[], command: RuleCommand): UndoAnswer =>
  conflicts.length > 0 ? { outcome: 'conflict', conflicts } : { outcome: 'command', command };

const partOf = ({ parts }: RuleSnapshot, platform: Platform) => parts.find((part) => part.platform === platform);

const statusConflicts = (
  platforms: readonly Platform[],
  before: MappingStatus,
  after: MappingStatus,
  snapshot: RuleSnapshot,
): readonly UndoConflict[] =>
  platforms.flatMap((platform) => {
    const now = partOf(snapshot, platform)?.status ?? null;
    return now === after ? [] : [{ what: `${platform}.status`, before, after, now }];
  });

type ChangeBudget = Extract<RuleCommand, { type: 'change-budget' }>;

const budgetConflicts = (
  { parts, beforeTotalMicros, afterTotalMicros }: ChangeBudget,
  snapshot: RuleSnapshot,
): readonly UndoConflict[] => {
  const changedParts = parts.flatMap(({ platform, beforeMicros, afterMicros }) => {
    const now = partOf(snapshot, platform)?.budgetMicros ?? null;
    return now === afterMicros ? [] : [{ what: `${platform}.budget`, before: beforeMicros, after: afterMicros, now }];
  });
  // A total that the action left alone may have been changed since: the parts go back within it.
  if (beforeTotalMicros === afterTotalMicros || snapshot.totalMicros === afterTotalMicros) return changedParts;
  const total = { what: 'total', before: beforeTotalMicros, after: afterTotalMicros, now: snapshot.totalMicros };
  return [...changedParts, total];
};

const backToBudget = (command: ChangeBudget, snapshot: RuleSnapshot): UndoAnswer => {
  const conflicts = budgetConflicts(command, snapshot);
  const { currency, totalMicros } = snapshot;
  const spent = command.parts.flatMap(({ platform, beforeMicros }) => {
    const part = partOf(snapshot, platform);
    return part !== undefined && beforeMicros < floorOf(part, currency) ? [part] : [];
  })[0];
  if (conflicts.length === 0 && spent !== undefined) {
    return refused(
      `${spent.platform} has spent ${inWords(spent.spentMicros, currency)}, which is more than it would have`,
    );
  }
  return answer(conflicts, {
    type: 'change-budget',
    beforeTotalMicros: totalMicros,
    afterTotalMicros: totalMicros + command.beforeTotalMicros - command.afterTotalMicros,
    parts: command.parts.map(({ platform, beforeMicros, afterMicros }) => ({
      ...{ platform, beforeMicros: afterMicros, afterMicros: beforeMicros },
    })),
  });
};

const backFromSplit = (
  { parts }: Extract<RuleCommand, { type: 'optimize' }>,
  applied: AppliedSplit | undefined,
  snapshot: RuleSnapshot,
): UndoAnswer => {
  const moved = parts.flatMap(({ platform, beforeMicros }) => {
    const after = applied?.find((part) => part.platform === platform)?.amountMicros ?? beforeMicros;
    return after === beforeMicros ? [] : [{ platform, beforeMicros, afterMicros: after }];
  });
  if (moved.length === 0) return refused('The optimization has moved nothing');
  const { totalMicros } = snapshot;
  const command: ChangeBudget = {
    type: 'change-budget',
    beforeTotalMicros: totalMicros,
    afterTotalMicros: totalMicros,
    parts: moved,
  };
  return backToBudget(command, snapshot);
};

const backFromRotation = (
  { rotations }: Extract<RuleCommand, { type: 'rotate' }>,
  snapshot: RuleSnapshot,
): UndoAnswer => {
  const stateOf = (platform: Platform, creativeId: string): string | null => {
    const creative = partOf(snapshot, platform)?.creatives.find((each) => each.creativeId === creativeId);
    return creative === undefined ? null : creative.isResting ? 'resting' : 'shown';
  };
  const conflicts = rotations.flatMap(({ platform, show, rest }) =>
    [
      ...show.map((creativeId) => ({ creativeId, before: 'resting', after: 'shown' })),
      ...rest.map((creativeId) => ({ creativeId, before: 'shown', after: 'resting' })),
    ].flatMap(({ creativeId, before, after }) => {
      const now = stateOf(platform, creativeId);
      return now === after ? [] : [{ what: `${platform}.creative.${creativeId}`, before, after, now }];
    }),
  );
  const back = rotations.map(({ platform, show, rest }) => ({ platform, show: rest, rest: show }));
  return answer(conflicts, { type: 'rotate', rotations: back });
};

/**
 * The command that takes an action back, as long as nobody else has changed since what it changed; else what each value was, became
 * and is. `snapshot` shows the orchestration as it is; `applied` is needed for an optimization alone. A run is taken back action by
 * action, the latest first.
 */
export const undoOf = (
  { command, outcome, undoneAt }: PastAction,
  snapshot: RuleSnapshot,
  applied?: AppliedSplit,
): UndoAnswer => {
  if (undoneAt !== null) return refused('It has been taken back already');
  if (outcome === 'refused') return refused('It was refused: nothing has changed');
  if (command.type === 'notify') return refused('A message that was sent cannot be taken back');
  if (outcome === 'pending') return refused('It has not taken effect yet');
  switch (command.type) {
    case 'pause': {
      const conflicts = statusConflicts(command.platforms, 'active', 'paused', snapshot);
      return answer(conflicts, { type: 'resume', platforms: command.platforms });
    }
    case 'resume': {
      const conflicts = statusConflicts(command.platforms, 'paused', 'active', snapshot);
      return answer(conflicts, { type: 'pause', platforms: command.platforms });
    }
    case 'change-budget':
      return backToBudget(command, snapshot);
    case 'optimize':
      return backFromSplit(command, applied, snapshot);
    case 'rotate':
      return backFromRotation(command, snapshot);
    default:
      return assertNever(command);
  }
};
