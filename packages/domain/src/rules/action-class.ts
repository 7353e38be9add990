import { type ActionClass, actionClass, type RuleAction, type RulePriority } from '@campaigns/contracts';
import { assertNever } from '@campaigns/event-sourcing';

/** What an action does, in the order in which one gives way to another. A pause of a critical rule is a matter of safety. */
export const classOf = (action: RuleAction, priority: RulePriority): ActionClass => {
  switch (action.action) {
    case 'pause':
      return priority === 'critical' ? 'safety' : 'pause';
    case 'resume':
      return 'start';
    case 'change_budget':
      return (action.by_percent ?? action.by_amount ?? 0) < 0 ? 'decrease' : 'increase';
    case 'reallocate':
    case 'rotate_creative':
      return 'other';
    case 'notify':
      return 'notify';
    default:
      return assertNever(action);
  }
};

/** The lower goes first. */
export const rankOf = (of: ActionClass): number => actionClass.options.indexOf(of);

/** Whether one undoes what the other does. */
export const areOpposite = (one: ActionClass, other: ActionClass): boolean => {
  const stops = (each: ActionClass): boolean => each === 'pause' || each === 'safety';
  return (
    (stops(one) && other === 'start') ||
    (one === 'start' && stops(other)) ||
    (one === 'decrease' && other === 'increase') ||
    (one === 'increase' && other === 'decrease')
  );
};
