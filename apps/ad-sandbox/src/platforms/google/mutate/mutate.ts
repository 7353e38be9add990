import { type Answer, Refusal } from '../../../http/exchange.ts';
import type { AccountState } from '../../../state/account-state.ts';
import type { Store } from '../../../state/store.ts';
import {
  type AdsError,
  adsError,
  failureAnswer,
  newRequestId,
  OperationFailed,
  ok,
  type PathElement,
  partialFailure,
  refused,
} from '../failure.ts';
import { messageOf } from '../json-message.ts';
import { type Collection, resourceName, singulars } from '../resource-name.ts';
import { resourceJson } from '../search/resource-json.ts';
import { openDraft } from './draft.ts';
import { collectionOf, type Mutated, mixedOperation, type Operate, operationName, operationOn } from './operations.ts';

const mostOperations = 10_000;

const options = {
  customerId: 'text',
  partialFailure: 'boolean',
  validateOnly: 'boolean',
  responseContentType: ['RESOURCE_NAME_ONLY', 'MUTABLE_RESOURCE'],
} as const;

type Entry = Readonly<{ operate: Operate; location: readonly PathElement[] }>;
type Options = Readonly<{ partialFailure: boolean; validateOnly: boolean; withResource: boolean }>;

const optionsOf = (body: Readonly<Record<string, unknown>>): Options => ({
  partialFailure: body['partialFailure'] === true,
  validateOnly: body['validateOnly'] === true,
  withResource: body['responseContentType'] === 'MUTABLE_RESOURCE',
});

const checkCount = (operations: readonly unknown[] | undefined, field: string): readonly unknown[] => {
  if (operations === undefined || operations.length === 0) {
    throw refused('requestError', 'REQUIRED_FIELD_MISSING', `Required field is missing: ${field}.`);
  }
  if (operations.length > mostOperations) {
    throw refused('requestError', 'TOO_MANY_MUTATE_OPERATIONS', `At most ${mostOperations} operations per request.`);
  }
  return operations;
};

const locatedError = ({ family, code, message, path, trigger }: OperationFailed, entry: Entry): AdsError => ({
  ...adsError(family, code, message),
  ...(trigger === undefined ? {} : { trigger: { stringValue: trigger } }),
  location: { fieldPathElements: [...entry.location, ...path.map((fieldName) => ({ fieldName }))] },
});

/**
 * Does the operations in their order on a draft: without `partialFailure` the first that fails refuses them all. Nothing is
 * committed but by the one commit at the end.
 */
const outcomes = (
  store: Store,
  owner: AccountState,
  entries: readonly Entry[],
  { partialFailure: partial, validateOnly }: Options,
): readonly (Mutated | AdsError)[] => {
  const draft = openDraft(store, owner);
  const results = entries.map((entry): Mutated | AdsError => {
    try {
      return entry.operate(draft);
    } catch (error) {
      if (!(error instanceof OperationFailed)) throw error;
      const located = locatedError(error, entry);
      if (!partial) throw new Refusal(failureAnswer(located));
      return located;
    }
  });
  if (!validateOnly) store.commit(draft.facts());
  return results;
};

const isMutated = (outcome: Mutated | AdsError): outcome is Mutated => 'collection' in outcome;

const resultOf = (store: Store, owner: AccountState, outcome: Mutated, { withResource }: Options) => ({
  resourceName: resourceName(owner.account.adAccountId, outcome.collection, outcome.id),
  ...(withResource
    ? { [singulars[outcome.collection]]: resourceJson(store, owner, outcome.collection, outcome.id) }
    : {}),
});

/** Results in the order of the operations, empty where one failed; nothing when nothing was to be done. */
const answerOf = (
  outcome: readonly (Mutated | AdsError)[],
  { validateOnly }: Options,
  results: Readonly<Record<string, unknown>>,
): Answer => {
  const requestId = newRequestId();
  const errors = outcome.filter((entry): entry is AdsError => !isMutated(entry));
  return ok(
    {
      ...(errors.length === 0 ? {} : { partialFailureError: partialFailure(errors, requestId) }),
      ...(validateOnly ? {} : results),
    },
    requestId,
  );
};

/** `campaigns:mutate` and its like, one for each collection. Throws `Refusal`. */
export const mutateCollection = (store: Store, owner: AccountState, collection: Collection, body: unknown): Answer => {
  const message = messageOf({ ...options, operations: 'list' }, body, '');
  const entries = checkCount(message.operations, 'operations').map((value, index) => ({
    operate: operationOn(collection, value, `operations[${index}]`),
    location: [{ fieldName: 'operations', index }],
  }));
  const chosen = optionsOf(message);
  const done = outcomes(store, owner, entries, chosen);
  const results = done.map((outcome) => (isMutated(outcome) ? resultOf(store, owner, outcome, chosen) : {}));
  return answerOf(done, chosen, { results });
};

/** `googleAds:mutate`: all kinds of things in one request. Throws `Refusal`. */
export const mutateMixed = (store: Store, owner: AccountState, body: unknown): Answer => {
  const message = messageOf({ ...options, mutateOperations: 'list' }, body, '');
  const entries = checkCount(message.mutateOperations, 'mutate_operations').map((value, index) => ({
    operate: mixedOperation(value, `mutate_operations[${index}]`),
    location: [{ fieldName: 'mutate_operations', index }, { fieldName: operationName(collectionOf(value)) }],
  }));
  const chosen = optionsOf(message);
  const done = outcomes(store, owner, entries, chosen);
  const mutateOperationResponses = done.map((outcome) =>
    isMutated(outcome) ? { [`${singulars[outcome.collection]}Result`]: resultOf(store, owner, outcome, chosen) } : {},
  );
  return answerOf(done, chosen, { mutateOperationResponses });
};
