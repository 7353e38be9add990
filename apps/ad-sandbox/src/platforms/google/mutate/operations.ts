import { isObject } from '../../../http/exchange.ts';
import { OperationFailed } from '../failure.ts';
import { checkOneOf, type Message, messageOf, type Shape, snakeCase } from '../json-message.ts';
import { type Collection, collections, singulars } from '../resource-name.ts';
import { createAdGroup, removeAdGroup, updateAdGroup } from './ad-group-operation.ts';
import { createAd, removeAd, updateAd } from './ad-operation.ts';
import { createAsset, refusedAsset } from './asset-operation.ts';
import { createBudget, removeBudget, updateBudget } from './budget-operation.ts';
import { removeCampaign, updateCampaign } from './campaign-change.ts';
import { createCampaign } from './campaign-create.ts';
import { criterionVerbs } from './criterion-operation.ts';
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
  campaignCriteria: criterionVerbs('campaignCriteria'),
  adGroups: { create: createAdGroup, update: updateAdGroup, remove: removeAdGroup },
  adGroupCriteria: criterionVerbs('adGroupCriteria'),
  adGroupAds: { create: createAd, update: updateAd, remove: removeAd },
  assets: { create: createAsset, update: refusedAsset, remove: refusedAsset },
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

const operationKey = (collection: Collection): string => `${singulars[collection]}Operation`;

/** The collection that an entry of `mutateOperations` is about; campaigns when it cannot be told. */
export const collectionOf = (entry: unknown): Collection =>
  collections.find((collection) => {
    const key = operationKey(collection);
    return isObject(entry) && (key in entry || snakeCase(key) in entry);
  }) ?? 'campaigns';

/** The name of its operation, in snake_case, as locations of errors have it. */
export const operationName = (collection: Collection): string => snakeCase(operationKey(collection));

const mutateOperationShape: Shape = Object.fromEntries(
  collections.map((collection) => [operationKey(collection), 'message'] as const),
);

/** An entry of `mutateOperations` of `googleAds:mutate`. Throws `Refusal` for kinds of operations the sandbox does not know. */
export const mixedOperation =
  (value: unknown, where: string): Operate =>
  (draft) => {
    const entry = messageOf(mutateOperationShape, value, where);
    checkOneOf(entry, collections.map(operationKey), 'operation', where);
    const collection = collectionOf(value);
    const operation = entry[operationKey(collection)];
    if (operation !== undefined)
      return operationOn(collection, operation, `${where}.${operationName(collection)}`)(draft);
    throw new OperationFailed('requestError', 'OPERATION_REQUIRED', 'A mutate operation must be specified.');
  };
