import type { Platform, RuleActionEvent, RuleCommand } from '@campaigns/contracts';
import { assertNever } from '@campaigns/event-sourcing';
import type { PastAction } from './types.ts';

const dayMs = 86_400_000;

/** The longest cooldown is 31 days; what is older holds nothing back. */
const keptMs = 32 * dayMs;

const isKept = ({ at, undoneAt, outcome }: PastAction, latest: string): boolean =>
  outcome === 'pending' || Date.parse(latest) - Math.max(Date.parse(at), Date.parse(undoneAt ?? at)) <= keptMs;

const replaced = (
  history: readonly PastAction[],
  actionId: string,
  change: Partial<PastAction>,
): readonly PastAction[] => history.map((action) => (action.actionId === actionId ? { ...action, ...change } : action));

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
        return [...history.filter((action) => isKept(action, at)), { ...acted, outcome, undoneAt: null }];
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
