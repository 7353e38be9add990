import { OperationFailed } from '../failure.ts';
import { checkOneOf, type Message, messageOf } from '../json-message.ts';
import type { Collection } from '../resource-name.ts';
import { createBudget, removeBudget, updateBudget } from './budget-operation.ts';
import { removeCampaign, updateCampaign } from './campaign-change.ts';
import { createCampaign } from './campaign-create.ts';
import type { Draft } from './draft.ts';

/** What became of one operation. */
export type Mutated = Readonly<{ collection: Collection; id: string }>;

/** One operation of a request: does its work on the draft. Throws `OperationFailed`, or `Refusal` for what is no operation. */
export type Operate = (draft: Draft) => Mutated;

const operationShape = { create: 'message', update: 'message', remove: 'text', updateMask: 'text' } as const;

type Verbs = Readonly<{
  create: (draft: Draft, value: unknown, where: string) => string;
  update: (draft: Draft, value: unknown, mask: string | undefined, where: string) => string;
  remove: (draft: Draft, name: string) => string;
}>;

const verbsOf: Readonly<Record<Collection, Verbs>> = {
  campaigns: { create: createCampaign, update: updateCampaign, remove: removeCampaign },
  campaignBudgets: { create: createBudget, update: updateBudget, remove: removeBudget },
};

const idAfter = (
  draft: Draft,
  collection: Collection,
  operation: Message<typeof operationShape>,
  where: string,
): string => {
  const { create, update, remove, updateMask } = operation;
  const verbs = verbsOf[collection];
  if (create !== undefined) return verbs.create(draft, create, `${where}.create`);
  if (update !== undefined) return verbs.update(draft, update, updateMask, `${where}.update`);
  if (remove !== undefined) return verbs.remove(draft, remove);
  throw new OperationFailed(
    'requestError',
    'OPERATION_REQUIRED',
    "Mutate operations must have 'create', 'update', or 'remove' specified.",
  );
};

/** An entry of `operations` of `campaigns:mutate` or `campaignBudgets:mutate`. */
export const operationOn =
  (collection: Collection, value: unknown, where: string): Operate =>
  (draft) => {
    const operation = messageOf(operationShape, value, where);
    checkOneOf(operation, ['create', 'update', 'remove'], 'operation', where);
    return { collection, id: idAfter(draft, collection, operation, where) };
  };

const mutateOperationShape = { campaignBudgetOperation: 'message', campaignOperation: 'message' } as const;

/** The name of the operation in an entry of `mutateOperations`, in snake_case, as locations of errors have it. */
export const operationName = { campaigns: 'campaign_operation', campaignBudgets: 'campaign_budget_operation' } as const;

/** An entry of `mutateOperations` of `googleAds:mutate`. Throws `Refusal` for kinds of operations the sandbox does not know. */
export const mixedOperation =
  (value: unknown, where: string): Operate =>
  (draft) => {
    const entry = messageOf(mutateOperationShape, value, where);
    checkOneOf(entry, ['campaignBudgetOperation', 'campaignOperation'], 'operation', where);
    if (entry.campaignBudgetOperation !== undefined) {
      const path = `${where}.${operationName.campaignBudgets}`;
      return operationOn('campaignBudgets', entry.campaignBudgetOperation, path)(draft);
    }
    if (entry.campaignOperation !== undefined) {
      return operationOn('campaigns', entry.campaignOperation, `${where}.${operationName.campaigns}`)(draft);
    }
    throw new OperationFailed('requestError', 'OPERATION_REQUIRED', 'A mutate operation must be specified.');
  };
