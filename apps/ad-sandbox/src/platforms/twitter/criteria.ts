import {
  type Answer,
  isObject,
  type JsonObject,
  type PlatformRequest,
  parsedJson,
  Refusal,
} from '../../http/exchange.ts';
import type { AccountState } from '../../state/account-state.ts';
import type { Child } from '../../state/child.ts';
import { childrenOf } from '../../state/children.ts';
import type { Store } from '../../state/store.ts';
import { invalid, ok, refused } from './answers.ts';
import { isHidden, standingLineItem } from './line-item-json.ts';
import { pageOf } from './paging.ts';
import { flag, listed, oneOf, type Parameters, required } from './parameters.ts';

/** Part of its line item, which has a counter for their ids. */
type Criterion = Readonly<{
  id: string;
  targeting_type: string;
  targeting_value: string;
  operator_type: 'EQ' | 'NE';
  deleted: boolean;
}>;

const ages = new Set([
  ...['13_TO_24', '13_TO_34', '13_TO_49', '13_TO_54', 'OVER_13', '18_TO_34', '18_TO_49', '18_TO_54', 'OVER_18'],
  ...['21_TO_34', '21_TO_49', '21_TO_54', 'OVER_21', '25_TO_49', '25_TO_54', 'OVER_25'],
  ...['35_TO_49', '35_TO_54', 'OVER_35', 'OVER_50'],
]);

type Check = Readonly<{ fits: (value: string) => boolean; most: number; excludable?: true }>;

/** What values a type takes, and how many a line item may have. */
const checks: Readonly<Record<string, Check>> = {
  LOCATION: { fits: (value) => /^[0-9a-f]{16}$/.test(value), most: 2000 },
  AGE: { fits: (value) => value.startsWith('AGE_') && ages.has(value.slice(4)), most: 1 },
  GENDER: { fits: (value) => value === '1' || value === '2', most: 1 },
  LANGUAGE: { fits: (value) => /^[a-z]{2}(-[a-z]+)?$/.test(value), most: 500 },
  INTEREST: { fits: (value) => /^\d+$/.test(value), most: 100 },
  CUSTOM_AUDIENCE: { fits: (value) => /^[0-9a-z]+$/.test(value), most: 500, excludable: true },
  PLATFORM: { fits: (value) => value !== '', most: 500 },
  DEVICE: { fits: (value) => value !== '', most: 500 },
  BROAD_KEYWORD: { fits: (value) => value !== '', most: 500, excludable: true },
  FOLLOWERS_OF_USER: { fits: (value) => /^\d+$/.test(value), most: 500 },
};

const criteriaOf = ({ details }: Child): readonly Criterion[] => details['criteria'] as readonly Criterion[];
const standing = (criteria: readonly Criterion[]): readonly Criterion[] => criteria.filter(({ deleted }) => !deleted);

const json = ({ id: lineItemId }: Child, criterion: Criterion): JsonObject => ({
  line_item_id: lineItemId,
  ...criterion,
});

const withCriterion = (item: Child, criteria: readonly Criterion[], parameters: Parameters): readonly Criterion[] => {
  const type = required(parameters, 'targeting_type');
  const value = required(parameters, 'targeting_value');
  const operator = oneOf(parameters['operator_type'] ?? 'EQ', 'operator_type', ['EQ', 'NE']);
  const check = checks[type];
  if (check === undefined) throw invalid('targeting_type', `"${type}" is no targeting_type`);
  if (!check.fits(value)) throw invalid('targeting_value', `"${value}" is no value for ${type}`);
  if (operator === 'NE' && check.excludable !== true) throw invalid('operator_type', `${type} cannot be excluded`);
  const same = standing(criteria).filter(({ targeting_type: each }) => each === type);
  if (same.length >= check.most) throw invalid('targeting_type', `A line item has ${check.most} of ${type} at most`);
  if (same.some(({ targeting_value: each }) => each === value)) {
    throw invalid('targeting_value', `The line item has ${type} ${value} already`);
  }
  const id = `${item.id}${criteria.length.toString(36)}`;
  return [...criteria, { id, targeting_type: type, targeting_value: value, operator_type: operator, deleted: false }];
};

const commit = (store: Store, { id, details }: Child, criteria: readonly Criterion[]): void => {
  const changes = { details: { ...details, criteria } };
  store.commit([{ type: 'ChildChanged', platform: 'twitter', kind: 'ad_group', id, changes }]);
};

/** `POST accounts/:id/targeting_criteria` */
export const createCriterion = (store: Store, owner: AccountState, parameters: Parameters): Answer => {
  const item = standingLineItem(store, owner, required(parameters, 'line_item_id'));
  const criteria = withCriterion(item, criteriaOf(item), parameters);
  commit(store, item, criteria);
  return { ...ok(json(item, criteria.at(-1) as Criterion)), status: 201 };
};

const notFound = (id: string) =>
  refused(404, 'TARGETING_CRITERION_NOT_FOUND', `Targeting criterion ${id} was not found`, 'targeting_criterion_id');

/** The line item of a criterion. Throws `Refusal` 404. */
const itemWith = (store: Store, owner: AccountState, id: string): Child => {
  const items = childrenOf(store.state, owner, 'ad_group').filter((item) => !isHidden(store, item));
  const item = items.find((each) => standing(criteriaOf(each)).some((criterion) => criterion.id === id));
  if (item === undefined) throw notFound(id);
  return item;
};

const without = (criteria: readonly Criterion[], id: string): readonly Criterion[] =>
  criteria.map((criterion) => (criterion.id === id ? { ...criterion, deleted: true } : criterion));

/** `DELETE accounts/:id/targeting_criteria/:id`. There is no way to change one. */
export const deleteCriterion = (store: Store, owner: AccountState, id: string): Answer => {
  const item = itemWith(store, owner, id);
  const criteria = without(criteriaOf(item), id);
  commit(store, item, criteria);
  return ok(json(item, criteria.find((criterion) => criterion.id === id) as Criterion));
};

/** `GET accounts/:id/targeting_criteria` */
export const listCriteria = (store: Store, owner: AccountState, parameters: Parameters): Answer => {
  const ids = listed(required(parameters, 'line_item_ids'), 'line_item_ids', 200);
  const withDeleted = flag(parameters, 'with_deleted');
  const rows = childrenOf(store.state, owner, 'ad_group')
    .filter((item) => ids.includes(item.id) && (withDeleted || !isHidden(store, item)))
    .flatMap((item) => (withDeleted ? criteriaOf(item) : standing(criteriaOf(item))).map((each) => json(item, each)));
  return pageOf(
    rows.map((row, serial) => ({ at: 0, serial, row })),
    parameters,
    (row) => row,
  );
};

const mostOperations = 500;

type Operation = Readonly<{ type: string; params: Parameters }>;

const operationOf = (given: unknown): Operation => {
  const { operation_type: type, params } = isObject(given) ? given : {};
  if (typeof type !== 'string' || !isObject(params))
    throw invalid('operation_type', 'Expected operation_type and params');
  return {
    type: oneOf(type, 'operation_type', ['Create', 'Delete']),
    params: Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)])),
  };
};

const operationsIn = ({ bodyText, contentType }: PlatformRequest): readonly unknown[] => {
  const body = contentType.startsWith('application/json') ? parsedJson(bodyText) : undefined;
  if (!Array.isArray(body) || body.length === 0) throw invalid('body', 'Expected a JSON array of operations');
  if (body.length > mostOperations) throw invalid('body', `Expected at most ${mostOperations} operations`);
  return body;
};

type Drafts = Map<string, readonly Criterion[]>;

const applied = (store: Store, owner: AccountState, drafts: Drafts, { type, params }: Operation): JsonObject => {
  const item =
    type === 'Create'
      ? standingLineItem(store, owner, required(params, 'line_item_id'))
      : itemWith(store, owner, required(params, 'targeting_criterion_id'));
  const before = drafts.get(item.id) ?? criteriaOf(item);
  const after =
    type === 'Create'
      ? withCriterion(item, before, params)
      : without(before, required(params, 'targeting_criterion_id'));
  drafts.set(item.id, after);
  const changed = type === 'Create' ? after.at(-1) : after.find(({ id }) => id === params['targeting_criterion_id']);
  return { data: json(item, changed as Criterion), operation_type: type };
};

const errorsOf = ({ answer }: Refusal): unknown => (isObject(answer.body) ? answer.body['errors'] : []);

/** `POST batch/accounts/:id/targeting_criteria`: all of it or nothing, and the errors of each part in its place. */
export const batchCriteria = (store: Store, owner: AccountState, request: PlatformRequest): Answer => {
  const drafts: Drafts = new Map();
  const results = operationsIn(request).map((given) => {
    try {
      return applied(store, owner, drafts, operationOf(given));
    } catch (error) {
      if (error instanceof Refusal) return error;
      throw error;
    }
  });
  const isRefused = (result: JsonObject | Refusal): result is Refusal => result instanceof Refusal;
  if (results.some(isRefused)) {
    const errors = results.map((result) => (isRefused(result) ? errorsOf(result) : []));
    return { status: 400, body: { errors: [], operation_errors: errors } };
  }
  for (const [id, criteria] of drafts) commit(store, standingLineItem(store, owner, id), criteria);
  return { ...ok(results), status: 201 };
};
