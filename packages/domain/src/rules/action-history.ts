import type { Platform, RuleActionEvent, RuleCommand } from '@campaigns/contracts';
import { assertNever } from '@campaigns/event-sourcing';
import type { PastAction } from './types.ts';

const dayMs = 86_400_000;

/** The longest cooldown is 31 days; what is older holds nothing back. */
const keptMs = 32 * dayMs;

/**
 * Without those that are too old, unless they are under way. They are in the order of time, so it is enough to look at the first: a
 * campaign of a year has many thousands of them, and is gone through at each look.
 */
const withoutOld = (history: readonly PastAction[], latest: string): readonly PastAction[] => {
  const since = Date.parse(latest) - keptMs;
  const first = history.findIndex(({ at, undoneAt }) => Math.max(Date.parse(at), Date.parse(undoneAt ?? at)) >= since);
  const old = first === -1 ? history.length : first;
  const pending = history.slice(0, old).filter(({ outcome }) => outcome === 'pending');
  return [...pending, ...history.slice(old)];
};

const replaced = (
  history: readonly PastAction[],
  actionId: string,
  change: Partial<PastAction>,
): readonly PastAction[] => {
  const index = history.findLastIndex((action) => action.actionId === actionId);
  const action = history[index];
  return action === undefined ? history : history.with(index, { ...action, ...change });
};

/** What rules did to one orchestration within the last 32 days, from stream `ruleaction-{orchestrationId}`, the oldest first. */
export const actionHistory = {
  initialState: [] as readonly PastAction[],
  evolve: (history: readonly PastAction[], event: RuleActionEvent): readonly PastAction[] => {
    switch (event.type) {
      case 'RuleActed': {
        const { actionId, ruleId, runId, platform, command, at, class: actionClass } = event.data;
        const acted = { actionId, ruleId, runId, platform, class: actionClass, command, at };
        // A message is out with the word: nobody settles it.
        const outcome = command.type === 'notify' ? 'done' : 'pending';
        if (history.some((action) => action.actionId === actionId)) return history;
        return [...withoutOld(history, at), { ...acted, outcome, undoneAt: null }];
      }
      case 'RuleActionSettled':
        return replaced(history, event.data.actionId, { outcome: event.data.outcome });
      case 'RuleActionUndone':
        return replaced(history, event.data.actionId, { undoneAt: event.data.at });
      default:
        return assertNever(event);
    }
  },
};

/** The platforms that a command changes something of. */
export const touchedBy = (command: RuleCommand): readonly Platform[] => {
  switch (command.type) {
    case 'pause':
    case 'resume':
      return command.platforms;
    case 'change-budget':
    case 'optimize':
      return command.parts.map(({ platform }) => platform);
    case 'rotate':
      return command.rotations.map(({ platform }) => platform);
    case 'notify':
      return [];
    default:
      return assertNever(command);
  }
};
