import type { SharedBudget } from '../../../state/facts.ts';
import { OperationFailed } from '../failure.ts';
import { type Message, messageOf, snakeCase } from '../json-message.ts';
import { notFound } from '../resource-name.ts';
import { checkedAmount } from './amount.ts';
import type { Draft } from './draft.ts';
import { actualId, checkTemporary, keepTemporary } from './temporary.ts';
import { cannotBeCleared, maskedFields, required } from './update-mask.ts';

const budgetShape = {
  resourceName: 'text',
  id: 'int64',
  name: 'text',
  amountMicros: 'int64',
  totalAmountMicros: 'int64',
  status: ['ENABLED', 'REMOVED'],
  deliveryMethod: ['STANDARD', 'ACCELERATED'],
  explicitlyShared: 'boolean',
  referenceCount: 'int64',
  period: ['DAILY', 'CUSTOM_PERIOD'],
  type: ['STANDARD', 'FIXED_CPA', 'SMART_CAMPAIGN', 'LOCAL_SERVICES'],
} as const;
type BudgetMessage = Message<typeof budgetShape>;

const refusal = (code: string, message: string, path: readonly string[], trigger?: string): OperationFailed =>
  new OperationFailed('campaignBudgetError', code, message, path, trigger);

/** Names of shared budgets are unique; a budget of one campaign is called after it, whatever it was given. */
const checkName = (draft: Draft, name: string | undefined, shared: boolean, self?: SharedBudget): string => {
  const verb = self === undefined ? 'create' : 'update';
  if (!shared) return name ?? '';
  if (name === undefined || name === '') throw verb === 'create' ? required('name') : cannotBeCleared('name');
  const twin = draft.budgets().find((budget) => budget.explicitlyShared && !budget.removed && budget.name === name);
  if (twin !== undefined && twin.id !== self?.id) {
    throw refusal('DUPLICATE_NAME', 'A campaign budget with this name already exists.', [verb, 'name'], name);
  }
  return name;
};

const firstAmount = (budget: BudgetMessage, period: SharedBudget['period'], currency: string): number => {
  const [wanted, other, code] =
    period === 'DAILY'
      ? (['amountMicros', 'totalAmountMicros', 'TOTAL_BUDGET_AMOUNT_MUST_BE_UNSET_FOR_BUDGET_PERIOD_DAILY'] as const)
      : (['totalAmountMicros', 'amountMicros', 'BUDGET_AMOUNT_MUST_BE_UNSET_FOR_CUSTOM_BUDGET_PERIOD'] as const);
  if (budget[other] !== undefined)
    throw refusal(code, `${other} does not go with ${period}.`, ['create', snakeCase(other)]);
  const micros = budget[wanted];
  if (micros === undefined) throw required(wanted);
  return checkedAmount(micros, currency, ['create', snakeCase(wanted)]);
};

/** Answers the new id. Throws `OperationFailed`, `Refusal`. */
export const createBudget = (draft: Draft, value: unknown, where: string): string => {
  const message = messageOf(budgetShape, value, where);
  checkTemporary(draft, 'campaignBudgets', message.resourceName);
  const period = message.period ?? 'DAILY';
  const explicitlyShared = message.explicitlyShared ?? true;
  const micros = firstAmount(message, period, draft.owner.account.currency);
  if (period === 'CUSTOM_PERIOD' && explicitlyShared) {
    throw refusal('CAMPAIGN_BUDGET_CANNOT_BE_SHARED', 'A total budget belongs to one campaign.', [
      'create',
      'explicitly_shared',
    ]);
  }
  const name = checkName(draft, message.name, explicitlyShared);
  const deliveryMethod = message.deliveryMethod ?? 'STANDARD';
  const { id } = draft.addBudget({ name, period, micros, explicitlyShared, deliveryMethod });
  keepTemporary(draft, 'campaignBudgets', message.resourceName, id);
  return id;
};

const existing = (draft: Draft, name: string, path: readonly string[]): SharedBudget => {
  const budget = draft.budget(actualId(draft, 'campaignBudgets', name, path));
  if (budget === undefined) throw notFound(name, path);
  if (budget.removed) throw refusal('CAMPAIGN_BUDGET_REMOVED', 'The campaign budget was removed.', path, name);
  return budget;
};

type Change = (before: SharedBudget, message: BudgetMessage, draft: Draft) => Partial<SharedBudget>;

const newAmount =
  (field: 'amountMicros' | 'totalAmountMicros', period: SharedBudget['period']): Change =>
  (before, message, { owner }) => {
    const path = ['update', snakeCase(field)];
    const micros = message[field];
    if (before.period !== period) {
      if (micros === undefined) return {};
      const code =
        before.period === 'DAILY'
          ? 'TOTAL_BUDGET_AMOUNT_MUST_BE_UNSET_FOR_BUDGET_PERIOD_DAILY'
          : 'BUDGET_AMOUNT_MUST_BE_UNSET_FOR_CUSTOM_BUDGET_PERIOD';
      throw refusal(code, `${field} does not go with ${before.period}.`, path);
    }
    if (micros === undefined) throw cannotBeCleared(field);
    return { micros: checkedAmount(micros, owner.account.currency, path) };
  };

/** What each masked field does. Absent from the message, it is cleared: reset to its default, or refused. */
const changes: Readonly<Record<string, Change>> = {
  amountMicros: newAmount('amountMicros', 'DAILY'),
  totalAmountMicros: newAmount('totalAmountMicros', 'CUSTOM_PERIOD'),
  deliveryMethod: (_before, { deliveryMethod = 'STANDARD' }) => ({ deliveryMethod }),
  period: (before, { period = 'DAILY' }) => {
    if (period === before.period) return {};
    throw new OperationFailed('campaignError', 'CANNOT_CHANGE_BUDGET_PERIOD', 'The period of a budget is immutable.', [
      'update',
      'period',
    ]);
  },
  explicitlyShared: (before, { explicitlyShared = false, name }, draft) => {
    if (explicitlyShared === before.explicitlyShared) return {};
    const path = ['update', 'explicitly_shared'];
    if (!explicitlyShared) {
      throw refusal('CANNOT_UPDATE_CAMPAIGN_BUDGET_TO_IMPLICITLY_SHARED', 'A shared budget stays shared.', path);
    }
    if (before.period === 'CUSTOM_PERIOD') {
      throw refusal('CAMPAIGN_BUDGET_CANNOT_BE_SHARED', 'A total budget belongs to one campaign.', path);
    }
    if (name === undefined || name === '') {
      throw refusal(
        'CANNOT_UPDATE_CAMPAIGN_BUDGET_TO_EXPLICITLY_SHARED_WITHOUT_NAME',
        'A budget that becomes shared needs a name.',
        path,
      );
    }
    return { explicitlyShared, name: checkName(draft, name, true, before) };
  },
  name: (before, { name, explicitlyShared }, draft) => {
    if (before.explicitlyShared || explicitlyShared === true) return { name: checkName(draft, name, true, before) };
    throw refusal(
      'CANNOT_MODIFY_FIELD_OF_IMPLICITLY_SHARED_CAMPAIGN_BUDGET',
      'The name of a budget that is not shared follows its campaign.',
      ['update', 'name'],
    );
  },
};

/** Throws `OperationFailed`, `Refusal`. */
export const updateBudget = (draft: Draft, value: unknown, mask: string | undefined, where: string): string => {
  const message = messageOf(budgetShape, value, where);
  if (message.resourceName === undefined) {
    throw new OperationFailed('requestError', 'RESOURCE_NAME_MISSING', 'The resource name is missing.', ['update']);
  }
  const before = existing(draft, message.resourceName, ['update', 'resource_name']);
  const fields = maskedFields(mask, budgetShape, ['id', 'status', 'referenceCount', 'type']);
  const changed = fields.map((field) => changes[field]?.(before, message, draft));
  draft.saveBudget(Object.assign({}, before, ...changed));
  return before.id;
};

/** Only a budget that no campaign spends can go. Throws `OperationFailed`. */
export const removeBudget = (draft: Draft, name: string): string => {
  const budget = existing(draft, name, ['remove']);
  if (draft.spenders(budget.id).length > 0) {
    throw refusal('CAMPAIGN_BUDGET_IN_USE', 'Cannot remove a campaign budget that is in use.', ['remove'], name);
  }
  draft.saveBudget({ ...budget, removed: true });
  return budget.id;
};
